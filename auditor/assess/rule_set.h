// A rule set as it is evaluated: rules, and the levels they make up. Made from the data under rules/sets/.
#pragma once

#include "auditor/assess/condition.h"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::assess {

enum class Severity { error, warning, note };
enum class Status { pass, fail, unknown, waived, not_applicable };
enum class Grade { open, partial, closed, unknown };

[[nodiscard]] std::string_view to_string(Severity severity);
[[nodiscard]] std::string_view to_string(Status status);  // "not-applicable"
[[nodiscard]] std::string_view to_string(Grade grade);
[[nodiscard]] std::optional<Severity> severity_named(std::string_view name);
// Worst highest: error 3, warning 2, note 1; anything else ("off", "never") 0.
[[nodiscard]] int severity_rank(std::string_view name);

// Texts are views into the rule set's source.
struct Rule {
  std::string_view id;
  std::string_view title;
  std::string_view dimension;
  Severity severity = Severity::warning;
  Condition when;
  Condition require;
  bool graded = false;
  std::array<Condition, 2> grades;  // open, partial; closed is what remains
  std::string_view for_each;        // path of a list; empty: once for the whole
  Condition where;                  // which items of for_each
  bool empty_passes = false;        // no such item: pass, else not-applicable
  const Json* source = nullptr;     // the rule as written: message, remedy, references, evidence, place, supply
  std::string_view origin;          // the set that wrote it, when inherited
};

// One requirement of a level: the first of these rules that passes stands for it.
using Slot = std::vector<std::string_view>;

struct Level {
  std::string_view id;
  std::string_view title;
  std::vector<Slot> slots;  // its own; the lower levels' are added
};

struct RuleSet {
  std::string id;
  std::string title;
  std::vector<Rule> rules;
  std::vector<Level> levels;     // lowest first
  std::string_view level_title;  // of no level reached; empty: none
  bool scored = false;           // grades make a score
  std::string digest;            // of the source's bytes
  std::shared_ptr<const Json> source;
  std::vector<std::shared_ptr<const RuleSet>> bases;  // of extends; they own what inherited rules point into

  [[nodiscard]] const Rule* find(std::string_view rule) const;
};

// `bases` are the sets that `extends` names, in order.
[[nodiscard]] std::shared_ptr<RuleSet> compile_rule_set(std::shared_ptr<const Json> source,
                                                        std::vector<std::shared_ptr<const RuleSet>> bases,
                                                        Problems& problems);

}  // namespace auditor::assess
