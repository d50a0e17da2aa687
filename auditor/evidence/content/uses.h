// The models and data sets that an application uses: named in calls, commands, settings and notebooks.
// Data: rules/vocabulary/uses.yaml.
#pragma once

#include "auditor/evidence/repository/repository.h"

#include <string>
#include <vector>

namespace auditor::evidence {

struct Use {
  std::string kind;      // "model" or "dataset"
  std::string id;        // hub id or library name, printable
  std::string revision;  // as asked for; empty: none
  std::string license;   // known from tables, not observed; empty: not known
  Citations evidence;    // at most 8

  // Whether the revision can never mean other bytes: a whole commit id.
  [[nodiscard]] bool pinned() const;
};

// Sorted by kind, id, revision. What was too large or too much is reported to the repository as a limit.
[[nodiscard]] std::vector<Use> collect_uses(Repository& repository);

// [{kind, id, revision, pinned, license, openness, evidence}].
[[nodiscard]] Json to_json(const std::vector<Use>& uses);

}  // namespace auditor::evidence
