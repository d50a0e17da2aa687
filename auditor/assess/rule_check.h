// What `auditor rules check` and `auditor rules test` find: mistakes in rule sets with file and line, and examples
// that do not come out as they say.
#pragma once

#include "auditor/assess/condition.h"
#include "auditor/assess/library.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::assess {

// Schema, compilation, every path against the facts schema, and ids; empty when the set is sound.
[[nodiscard]] std::vector<Error> check_rule_set(Library& library, std::string_view id_or_file);
[[nodiscard]] std::vector<Error> check_verdict(Library& library);

// Every path that the conditions of a rule ask for; `pointer` is where the rule is written.
[[nodiscard]] std::vector<Condition::PathUse> rule_paths(const Json& rule, const std::string& pointer);

// A rule id that two unrelated sets define is an error: findings and waivers name rules by id.
[[nodiscard]] std::vector<Error> check_unique_ids(Library& library, const std::vector<std::string>& sets);

struct ExampleResult {
  std::string rule;
  std::string expected;  // pass, fail, unknown, not-applicable, open, partial, closed
  std::size_t index = 0;
  std::string got;
  [[nodiscard]] bool ok() const { return expected == got; }
};

// Evaluates the examples of the set's own rules.
[[nodiscard]] std::vector<ExampleResult> test_examples(const RuleSet& set);

}  // namespace auditor::assess
