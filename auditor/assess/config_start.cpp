#include "auditor/assess/config_start.h"

#include "auditor/assess/finding.h"
#include "auditor/core/json_view.h"
#include "auditor/core/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>
#include <vector>

namespace auditor::assess {
namespace {

constexpr std::size_t widest = 100;

bool fails(const Json& finding) {
  const std::string_view status = text(finding, "status");
  return status == "fail" || status == "unknown";
}

// What stands in a comment stays in its line.
std::string comment(std::string_view words) { return ellipsize(printable(words), widest); }

std::string rule_sets_of(const Json& report) {
  std::vector<std::string_view> ids;
  for (const Json* set : objects(member(report, "rule_sets"))) ids.push_back(text(*set, "id"));
  return fmt::format("rules: [{}]\n", fmt::join(ids, ", "));
}

std::string requirements_of(const Json& report) {
  std::string out;
  const std::string_view reached = text(member(report, "verdict"), "class");
  if (!reached.empty() && reached != "undetermined") out += fmt::format("  class: {}\n", reached);
  if (const std::int64_t bias = number(member(report, "bias"), "level"); bias > 0)
    out += fmt::format("  bias: {}\n", bias);
  const Json& levels = member(report, "levels");
  if (levels.is_object())
    for (const auto& [set, level] : levels.items())
      if (const std::string_view step = text(level, "class"); !step.empty() && set != "bias-documentation")
        out += fmt::format("  {}: \"{}\"\n", set, step);
  if (out.empty()) return "# require: {class: open-weights}   # nothing is reached yet that could be required\n";
  return "require:\n" + out;
}

std::string failing_of(const Json& report) {
  std::string out;
  std::set<std::string_view> said;
  std::size_t count = 0;
  for (const Json* finding : objects(member(report, "findings"))) {
    if (!fails(*finding)) continue;
    ++count;
    if (said.insert(text(*finding, "rule")).second)
      out += fmt::format("#   {:<8} {}: {}\n", text(*finding, "severity"), text(*finding, "rule"),
                         comment(text(*finding, "message")));
  }
  if (count == 0) return "\n# Nothing fails now.\n";
  return fmt::format("\n# What fails now, or cannot be judged: {} finding{}, all in {}.\n{}", count,
                     count == 1 ? "" : "s", baseline_name, out);
}

std::string questions_of(const Json& report) {
  std::string out;
  for (const Json* doubt : objects(member(report, "doubts")))
    out += fmt::format("#   {}\n", comment(text(*doubt, "text")));
  return out.empty()
             ? out
             : "\n# Open questions, which the repository alone can settle (mend the text that is meant):\n" + out;
}

}  // namespace

std::string first_config(const Json& report) {
  const Json& source = member(report, "source");
  const std::string commit(text(source, "commit").substr(0, 12));
  return fmt::format(
             "# What a release of {} must meet: `auditor gate` reads it (docs/gating.md).\n"
             "# Written by `auditor init`{}. Right after, this passes:\n"
             "#   auditor gate . --baseline {}\n\n"
             "# The rule sets that are asked; `auditor rules list` has more, and your own files may stand here.\n",
             comment(text(source, "name")), commit.empty() ? "" : " from its state at " + commit, baseline_name) +
         rule_sets_of(report) + "\n# What is reached now. A release that reaches less is blocked.\n" +
         requirements_of(report) +
         "\n# How much a rule weighs here: error, warning, note or off. `auditor explain RULE` says what it asks.\n"
         "# severity: {card-citation: off}\n"
         "\n# What may stay for a time: auditor waive RULE --reason \"…\" --until 2027-03-31\n"
         "waivers: []\n" +
         failing_of(report) + questions_of(report) +
         "\n# What a repository cannot show and its owner answers for; reported as asserted.\n"
         "# answers:\n"
         "#   documentation.compute: {value: \"3e22 FLOP\", link: \"https://example.org/run\", owner: ml-platform}\n";
}

Json first_baseline(const Json& report) {
  Json out = report;
  for (const char* key : {"clauses", "clauses_apply", "permissions", "policy"}) out.erase(key);
  out["doubts"] = Json::array();
  out["cards"] = Json::array();
  out["models"] = Json::array();
  out["verdict"]["why"] = Json::array();
  out["verdict"]["next"] = nullptr;
  out["bias"]["signals"] = Json::array();
  for (Json& scope : out["scopes"]) scope["evidence"] = Json::array();
  Json findings = Json::array();
  for (const Json* finding : objects(member(report, "findings"))) {
    if (!fails(*finding)) continue;
    findings.push_back(*finding);
    findings.back()["evidence"] = Json::array();
  }
  out["findings"] = std::move(findings);
  // Sections of the card are compared one by one.
  Json sections = Json::object();
  if (const Json* all = find_path(report, "facts.card.sections"); all != nullptr && all->is_object())
    for (const auto& [name, section] : all->items()) sections[name] = {{"status", text(section, "status")}};
  out["facts"] = {{"card", {{"sections", std::move(sections)}}}};
  return out;
}

}  // namespace auditor::assess
