// Judgement: facts and rule sets in, findings, levels and the verdict out. Pure: no clock, environment or files.
#pragma once

#include "auditor/assess/finding.h"
#include "auditor/assess/library.h"
#include "auditor/assess/rule_set.h"
#include "auditor/assess/verdict.h"
#include "auditor/core/result.h"

#include <memory>
#include <string>
#include <vector>

namespace auditor::assess {

// Immutable once loaded; may be shared by threads.
struct AssessOptions {
  std::vector<std::shared_ptr<const RuleSet>> rule_sets;
  std::size_t added = 0;  // how many of them, at the end, the audited repository itself has added
  std::shared_ptr<const VerdictList> verdict;
};

// Rule sets by id or file, and the decision list; no ids: the default sets. Error: usage.
[[nodiscard]] Result<AssessOptions> load_rules(const std::vector<std::string>& ids = {},
                                               const std::string& rules_dir = {});

// Adds what the audited repository's own file names: embedded sets by id, and files that `reader` finds in its
// snapshot. Such a file cannot have the id of a shipped set or of one that is there already. Error: usage.
[[nodiscard]] Result<void> add_own_rules(const std::vector<std::string>& names, const std::string& rules_dir,
                                         const Library::Reader& reader, AssessOptions& options);

struct Assessment {
  std::vector<Finding> findings;           // sorted
  Json levels = Json::object();            // {rule set: {class, title, progress, grades, score}}
  Json rule_sets = Json::array();          // [{id, title, rules, digest}]
  Json verdict;                            // {class, title, why, next}
  std::vector<std::string> model_classes;  // of facts.models, in their order
};

[[nodiscard]] Assessment assess(const Json& facts, const AssessOptions& options);

}  // namespace auditor::assess
