// Training data as the repository shows it: data sets named, linked or included, and what is said of them.
// Vocabulary: rules/vocabulary/data.yaml; terms of well-known sets: rules/licenses/datasets.yaml.
#pragma once

#include "auditor/evidence/content/code.h"
#include "auditor/evidence/repository/links.h"
#include "auditor/evidence/repository/repository.h"
#include "auditor/licenses/catalog/base_models.h"

#include <map>
#include <string>
#include <vector>

namespace auditor::evidence {

enum class DataStatus { undisclosed, described, named, linked, included };
[[nodiscard]] std::string_view to_string(DataStatus status);

struct Dataset {
  std::string name;
  std::string id;  // hub id "owner/name"; empty when none
  std::string url;
  std::string role;  // training, fine-tuning, evaluation, unknown
  DataStatus status = DataStatus::named;
  std::string license;         // SPDX expression; empty when not known
  std::string license_source;  // observed, known (shipped table), none
  bool sized = false;          // its sentence gives a size
  bool sourced = false;        // its sentence says where it comes from
  Citations evidence;
  const licenses::TermsSource* terms_source = nullptr;  // who read its terms, when; null when not told
};

struct Topic {
  Presence status = Presence::absent;
  Citations evidence;  // at most 3
};

struct Data {
  DataStatus status = DataStatus::undisclosed;
  std::string detail;                   // detailed, partial, none: "training data described in detail" of the verdict
  std::vector<Dataset> datasets;        // by name
  std::map<std::string, Topic> topics;  // by topic id
  std::vector<std::string> cards;       // data cards and datasheets
  bool withheld = false;                // a sentence says that training data are kept back
  Citations evidence;
};

[[nodiscard]] Data collect_data(Repository& repository, const OwnNames& own, const std::vector<std::string>& documents,
                                const std::vector<std::string>& dataset_cards, const Code& code);

}  // namespace auditor::evidence
