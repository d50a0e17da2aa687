#include "auditor/assess/assess.h"

#include "auditor/assess/evaluate.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace auditor::assess {
namespace {

// A rule inherited by a set is reported once, under the set that wrote it when that one was chosen too.
void drop_inherited(std::vector<Finding>& findings, const AssessOptions& options) {
  std::unordered_set<std::string> chosen;
  for (const auto& set : options.rule_sets) chosen.insert(set->id);
  std::unordered_set<std::string> dropped;  // set NUL rule
  for (const auto& set : options.rule_sets)
    for (const Rule& rule : set->rules)
      if (!rule.origin.empty() && rule.origin != set->id && chosen.contains(std::string(rule.origin)))
        dropped.insert(set->id + '\0' + std::string(rule.id));
  if (dropped.empty()) return;
  std::erase_if(findings, [&](const Finding& f) { return dropped.contains(f.rule_set + '\0' + f.rule); });
}

// Fingerprints are unique in a report: the second of its kind gets a number.
void number_repeated(std::vector<Finding>& findings) {
  std::unordered_map<std::string, int> seen;
  for (Finding& f : findings)
    if (const int n = ++seen[f.fingerprint]; n > 1) f.fingerprint += "-" + std::to_string(n);
}

}  // namespace

Result<AssessOptions> load_rules(const std::vector<std::string>& ids, const std::string& rules_dir) {
  Library library(rules_dir, false);
  AssessOptions options;
  for (const std::string& id : ids.empty() ? default_rule_sets() : ids) {
    auto set = library.load(id);
    if (!set) return tl::unexpected(set.error());
    const bool twice = std::any_of(options.rule_sets.begin(), options.rule_sets.end(),
                                   [&](const auto& other) { return other->id == (*set)->id; });
    if (!twice) options.rule_sets.push_back(*set);
  }
  auto verdict = library.load_verdict();
  if (!verdict) return tl::unexpected(verdict.error());
  options.verdict = *verdict;
  return options;
}

Assessment assess(const Json& facts, const AssessOptions& options) {
  Assessment result;
  for (const auto& set : options.rule_sets) {
    const auto outcomes = evaluate(*set, facts, result.findings);
    if (Json levels = levels_of(*set, outcomes); !levels.is_null()) result.levels[set->id] = std::move(levels);
    result.rule_sets.push_back(
        {{"id", set->id}, {"title", set->title}, {"rules", set->rules.size()}, {"digest", set->digest}});
  }
  drop_inherited(result.findings, options);
  sort_findings(result.findings);
  number_repeated(result.findings);
  result.verdict = decide(*options.verdict, facts, result.model_classes);
  return result;
}

}  // namespace auditor::assess
