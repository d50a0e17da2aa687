// Pages of rules, rule sets and their levels, from the rule sets' own YAML.
#pragma once

#include "auditor/assess/rule_set.h"
#include "auditor/explain/page.h"

namespace auditor::explain {

// docs/rules/RULE.md. `set` wrote the rule; both as their file has them.
[[nodiscard]] Page rule_page(const Json& set, const Json& rule);

// docs/rules/README.md.
[[nodiscard]] Page index_page(const std::vector<Json>& sets);

// Each rule with what it asks and what to do, and how levels come about.
[[nodiscard]] Page set_page(const assess::RuleSet& set);

[[nodiscard]] Page level_page(const assess::RuleSet& set, const assess::Level& level);

}  // namespace auditor::explain
