// One rule set against one facts document: findings, and what levels they make. Pure.
#pragma once

#include "auditor/assess/finding.h"
#include "auditor/assess/rule_set.h"

#include <vector>

namespace auditor::assess {

struct Outcome {
  Status status = Status::unknown;
  Grade grade = Grade::unknown;  // of a graded rule
};

// The outcome of each rule of the set, in its order; findings are appended.
[[nodiscard]] std::vector<Outcome> evaluate(const RuleSet& set, const Json& facts, std::vector<Finding>& findings);

// {class, title, progress {level: per cent}, grades {rule: grade}, score}; null for a set without levels and grades.
[[nodiscard]] Json levels_of(const RuleSet& set, const std::vector<Outcome>& outcomes);

}  // namespace auditor::assess
