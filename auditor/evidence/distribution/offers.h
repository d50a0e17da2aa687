// Where documents offer weights: hub links, files in storage, magnet links, pages and forms of access. An offer is told
// apart from a model that is only used or compared (docs/scopes.md, "Offered against used").
#pragma once

#include "auditor/evidence/repository/links.h"
#include "auditor/evidence/repository/repository.h"

#include <string>
#include <vector>

namespace auditor::evidence {

enum class OfferKind {
  hub,    // a model of a hub
  owner,  // the page of an owner on a hub
  file,   // a file in storage, a magnet link
  page,   // a page or form where weights are asked for or fetched
  code,   // a registry or download script of the repository
};

struct Offer {
  OfferKind kind = OfferKind::hub;
  std::string url;
  std::string owner;     // of a hub id, as written
  std::string name;      // hub name, file name
  std::string document;  // where it stands
  int line = 0;
  bool listed = false;   // in a table or list
  bool tabled = false;   // in a table
  bool offered = false;  // its words say that it can be had here
  bool used = false;     // its words say that it is only used, compared or somebody else's
  bool own = false;      // decided by mark_own()
  std::string context;   // lower-case text around it, bounded
  Citation citation;

  // "owner/name" of a hub offer; empty for others.
  [[nodiscard]] std::string hub_id() const {
    return owner.empty() || name.empty() ? std::string{} : owner + "/" + name;
  }
};

// Offers of one document, in order. Front matter is not read.
[[nodiscard]] std::vector<Offer> read_offers(Repository& repository, const std::string& path);

// Decides which offers are the repository's own: what is offered in storage, and models of a hub whose owner is the
// repository's, shares its name, or has most of the offers.
void mark_own(std::vector<Offer>& offers, const OwnNames& own, const std::string& title);

// Weights that scripts and registries of the repository's code download; a bounded number of files is read.
[[nodiscard]] std::vector<Offer> read_code_offers(Repository& repository);

// The same for a project whose words speak of trained models and that offers none elsewhere: any of its code may fetch
// them from its own releases.
[[nodiscard]] std::vector<Offer> read_release_code(Repository& repository, const OwnNames& own);

// Sentences that say weights are held back, that a service is offered, that states of the training are published.
struct Withheld {
  Citations withheld;
  Citations hosted;
  Citations checkpoints;
};
[[nodiscard]] Withheld read_withheld(Repository& repository, const std::string& path);

// Weights given on a condition; the citations say where.
struct Gate {
  bool gated = false;
  Citations evidence;
  Citations withheld;  // where it is said that the weights are not released, or only served
};
[[nodiscard]] Gate read_gate(Repository& repository, const OwnNames& own, const std::string& path);

}  // namespace auditor::evidence
