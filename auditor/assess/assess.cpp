#include "auditor/assess/assess.h"

#include "auditor/assess/clauses.h"
#include "auditor/assess/evaluate.h"
#include "auditor/core/text.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace auditor::assess {
namespace {

// A rule inherited by a set is reported once, under the set that wrote it when that one was chosen too.
void drop_inherited(std::vector<Finding>& findings, const AssessOptions& options) {
  // What a repository adds takes no finding from the sets that others chose: by its id alone it could be anything.
  const std::size_t others = options.rule_sets.size() - options.added;
  std::unordered_set<std::string> chosen;
  std::unordered_set<std::string> dropped;  // set NUL rule
  for (std::size_t i = 0; i < others; ++i) chosen.insert(options.rule_sets[i]->id);
  for (std::size_t i = 0; i < options.rule_sets.size(); ++i) {
    const RuleSet& set = *options.rule_sets[i];
    if (i >= others) chosen.insert(set.id);
    for (const Rule& rule : set.rules)
      if (!rule.origin.empty() && rule.origin != set.id && chosen.contains(std::string(rule.origin)))
        dropped.insert(set.id + '\0' + std::string(rule.id));
  }
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

namespace {

bool has_set(const AssessOptions& options, std::string_view id) {
  return std::any_of(options.rule_sets.begin(), options.rule_sets.end(),
                     [&](const auto& other) { return other->id == id; });
}

}  // namespace

Result<void> add_own_rules(const std::vector<std::string>& names, const std::string& rules_dir,
                           const Library::Reader& reader, AssessOptions& options) {
  Library library(rules_dir, false, reader);
  const std::vector<std::string> shipped = library.ids();
  std::vector<std::shared_ptr<const RuleSet>> own;
  for (const std::string& name : names) {
    auto set = library.load(name);
    if (!set) return tl::unexpected(set.error());
    const std::string& id = (*set)->id;
    const bool there = has_set(options, id);
    if (names_file(name) && (there || std::binary_search(shipped.begin(), shipped.end(), id)))
      return fail(ErrorCode::usage, "has the id of another rule set, '" + printable(id) + "'", printable(name));
    const bool twice = std::any_of(own.begin(), own.end(), [&](const auto& other) { return other->id == id; });
    if (!there && !twice) own.push_back(*set);
  }
  options.rule_sets.insert(options.rule_sets.end(), own.begin(), own.end());
  options.added += own.size();
  return {};
}

Result<AssessOptions> load_rules(const std::vector<std::string>& ids, const std::string& rules_dir) {
  Library library(rules_dir, false);
  AssessOptions options;
  for (const std::string& id : ids.empty() ? default_rule_sets() : ids) {
    auto set = library.load(id);
    if (!set) return tl::unexpected(set.error());
    if (!has_set(options, (*set)->id)) options.rule_sets.push_back(*set);
  }
  auto verdict = library.load_verdict();
  if (!verdict) return tl::unexpected(verdict.error());
  options.verdict = *verdict;
  return options;
}

Assessment assess(const Json& facts, const AssessOptions& options) {
  Assessment result;
  for (const auto& set : options.rule_sets) {
    const bool fits = is_for_kind(*set, facts);
    // A set that is made for other kinds says nothing of this one; rules on safety hold for all.
    if (!fits && names_kinds(*set)) continue;
    const auto outcomes = evaluate(*set, facts, result.findings);
    Json levels = fits ? levels_of(*set, outcomes) : Json();
    if (!levels.is_null()) result.levels[set->id] = std::move(levels);
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
