#include "auditor/assess/known_rules.h"

#include "auditor/core/suggest.h"
#include "auditor/core/text.h"

#include <algorithm>
#include <array>

namespace auditor::assess {
namespace {

// Of the sets "policy" and "baseline" (config.cpp, regressions.cpp).
constexpr std::array<std::string_view, 5> of_gates = {"waiver-expired", "waiver-without-reason", "waiver-unused",
                                                      "severity-unused", "policy-weakened"};
constexpr std::array<std::string_view, 3> begun_by_gates = {"require-", "worsened-", "changed-"};

bool is_of_gate(std::string_view rule) {
  for (const std::string_view set : {"policy/", "baseline/"})
    if (rule.starts_with(set)) rule.remove_prefix(set.size());
  return std::find(of_gates.begin(), of_gates.end(), rule) != of_gates.end() ||
         std::any_of(begun_by_gates.begin(), begun_by_gates.end(),
                     [&](std::string_view beginning) { return rule.starts_with(beginning); });
}

void add_rules(const RuleSet& set, std::vector<std::string>& out) {
  for (const Rule& rule : set.rules) {
    out.emplace_back(rule.id);
    out.push_back(set.id + "/" + std::string(rule.id));
  }
}

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

Result<void> check_rule_name(const std::string& rule, const AssessOptions& options, const std::string& rules_dir) {
  if (is_of_gate(rule)) return {};
  std::vector<std::string> known;
  for (const auto& set : options.rule_sets) add_rules(*set, known);
  if (holds(known, rule)) return {};
  Library library(rules_dir, false);
  for (const std::string& id : library.ids())
    if (const auto set = library.load(id)) add_rules(**set, known);
  if (holds(known, rule)) return {};
  return fail(ErrorCode::usage, "there is no rule " + printable(rule) + did_you_mean(rule, known));
}

Result<void> check_waivers(const Config& config, const AssessOptions& options, const std::string& rules_dir) {
  for (const Waiver& waiver : config.waivers)
    if (const auto checked = check_rule_name(waiver.rule, options, rules_dir); !checked)
      return fail(ErrorCode::usage, "a waiver: " + checked.error().message, config.path, waiver.line);
  return {};
}

}  // namespace auditor::assess
