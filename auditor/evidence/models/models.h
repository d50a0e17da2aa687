// Which models a repository holds and which documents are theirs (docs/scopes.md).
#pragma once

#include "auditor/evidence/distribution/offers.h"
#include "auditor/evidence/licensing/license_statements.h"
#include "auditor/evidence/licensing/terms_reader.h"
#include "auditor/evidence/weights/weight_files.h"

#include <string>
#include <vector>

namespace auditor::evidence {

// A folder that speaks of its own models: the root, projects/X, models/Y.
struct Unit {
  std::string folder;                    // "" for the root
  std::vector<std::string> cards;        // dedicated cards, or the README that serves as one
  std::vector<std::string> documents;    // cards and the README beside, most important first
  std::vector<std::string> model_lists;  // documents that only list models: read for terms and offers
  std::vector<Offer> offers;
  std::vector<LicenseStatement> statements;
  std::vector<TermFinding> terms;  // restrictions and doubts in words
  std::vector<LicenseStatement> front_matter;
  std::vector<LicenseStatement> embedded;  // in the metadata of its weight files
  Gate gate;

  bool offered_by_root = false;  // the root links here and offers weights

  [[nodiscard]] bool offers_weights() const;
};

struct ModelDocuments {
  std::vector<Unit> units;  // the root first, then by folder
  std::vector<std::string> dataset_cards;
  OwnNames own;
  std::vector<Offer> code_offers;
};

// "Code and model weights are released under …": said of weights in so many words, and not of the future.
[[nodiscard]] bool says_released(const LicenseStatement& statement);

// A folder at the root whose folders are models: "models", "model_zoo".
[[nodiscard]] bool is_model_zoo(std::string_view folder);

[[nodiscard]] ModelDocuments find_models(Repository& repository, const WeightFiles& weights);

// A name for what a card describes: its title, else its folder or file name.
[[nodiscard]] std::string model_name(Repository& repository, const OwnNames& own, const std::string& card,
                                     const std::string& fallback);

}  // namespace auditor::evidence
