// Clauses of frameworks that may not apply: what the repository shows of each, and whether they apply. A rule set that
// has `applies`, a map of conditions by its id and by exemptions ("eu-ai-act-gpai:53-2"), is such a framework.
#pragma once

#include "auditor/assess/rule_set.h"

#include <memory>
#include <vector>

namespace auditor::assess {

// Whether a set as a whole applies; yes when it does not say.
[[nodiscard]] Truth set_applies(const RuleSet& set, const Json& facts);

// Whether a set says itself what kinds of repositories it is for: `subjects`.
[[nodiscard]] bool names_kinds(const RuleSet& set);

// Whether a set is written for what the repository is: models where it names none.
[[nodiscard]] bool is_for_kind(const RuleSet& set, const Json& facts);

// Adds `clauses` {set: [{id, title, applies, observed, evidence}]} and `clauses_apply` {set or exemption: answer} to a
// report; nothing when no set says when it applies.
void add_clauses(const std::vector<std::shared_ptr<const RuleSet>>& sets, Json& report);

}  // namespace auditor::assess
