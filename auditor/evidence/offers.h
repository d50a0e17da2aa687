// Where weights are offered: hub links, files in storage, magnet links, download scripts, registries of the product's own
// code. An offer is told apart from a model that is only used or compared (reference: "Offered against used").
#pragma once

#include "auditor/evidence/repository.h"

#include <string>
#include <vector>

namespace auditor::evidence {

enum class OfferKind { hub, file, script };

struct Offer {
  OfferKind kind = OfferKind::hub;
  std::string url;
  std::string owner;     // of a hub id, as written
  std::string name;      // hub name, file name
  std::string document;  // where it stands
  int line = 0;
  bool in_table = false;
  bool own = true;       // false: another owner's model, or only used
  std::string context;   // lower-case text of the block, bounded
  Citation citation;

  // "owner/name" of a hub offer; empty for others.
  [[nodiscard]] std::string hub_id() const { return owner.empty() ? std::string{} : owner + "/" + name; }
};

// Offers of one document, in order. Front matter is not read.
[[nodiscard]] std::vector<Offer> read_offers(Repository& repository, const std::string& path);

// Marks offers of other owners: the owner most offers in tables and lists have, or one like the project's name, is its own.
void mark_own(std::vector<Offer>& offers, const std::vector<std::string>& project_names);

// Weights that scripts and registries of the repository's code download; a bounded number of files is read.
[[nodiscard]] std::vector<Offer> read_code_offers(Repository& repository);

// The document says that weights are held back, or that only a service is offered.
struct Withheld {
  Citations withheld;
  Citations hosted;
};
[[nodiscard]] Withheld read_withheld(Repository& repository, const std::string& path);

}  // namespace auditor::evidence
