#include "auditor/explain/rules.h"

#include "auditor/core/json_view.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace auditor::explain {
namespace {

using Kind = Block::Kind;

std::vector<std::string> references_of(const Json& rule) {
  std::vector<std::string> out;
  for (const Json& reference : rule.value("references", Json::array())) {
    const std::string clause = std::string(auditor::text(reference, "clause"));
    out.push_back(std::string(auditor::text(reference, "framework")) + (clause.empty() ? "" : ", " + clause));
  }
  return out;
}

void add_message(const Json& rule, Page& page) {
  const Json& message = member(rule, "message");
  if (!message.is_object()) return page.add(Kind::paragraph, std::string(auditor::text(rule, "message")));
  std::vector<std::string> by_grade;
  for (const auto& [grade, text] : message.items()) by_grade.push_back(grade + ": " + std::string(as_text(text)));
  page.list(by_grade);
}

// What a rule set's author says in `explain`, in whatever shape: a text, or texts by question.
void add_explanation(const Json& set, const Json& rule, Page& page) {
  const auto found = rule.find("explain");
  if (found == rule.end()) return page.add(Kind::paragraph, std::string(auditor::text(set, "description")));
  if (found->is_string()) return page.add(Kind::paragraph, found->get<std::string>());
  for (const auto& [question, text] : found->items())
    if (text.is_string()) page.add(Kind::paragraph, "**" + question + ".** " + text.get<std::string>());
}

void add_condition(const Json& rule, const char* key, const char* heading, Page& page) {
  if (!rule.contains(key)) return;
  page.add(Kind::heading, heading);
  page.data(Kind::condition, rule[key]);
}

void add_example(const Json& rule, const char* key, const char* words, Page& page) {
  const auto examples = objects(member(member(rule, "examples"), key));
  if (examples.empty()) return;
  page.add(Kind::paragraph, words);
  page.data(Kind::facts, *examples.front());
}

void add_asked(const Json& rule, Page& page) {
  add_condition(rule, "when", "Applies when", page);
  if (rule.contains("for_each"))
    page.add(Kind::paragraph, "Asked for each of `" + std::string(auditor::text(rule, "for_each")) + "`.");
  add_condition(rule, "where", "Of which those count that have", page);
  add_condition(rule, "require", "Passes when", page);
  if (rule.contains("grades")) {
    page.add(Kind::heading, "Graded");
    page.data(Kind::condition, rule["grades"]);
  }
  add_example(rule, "pass", "Facts that pass:", page);
  add_example(rule, "fail", "Facts that fail:", page);
}

void add_levels(const assess::RuleSet& set, Page& page) {
  if (set.levels.empty()) return;
  page.add(Kind::heading, "Levels, lowest first; each needs those before it");
  std::vector<std::string> lines;
  for (const auto& level : set.levels) {
    std::string text = fmt::format("`{}`: {}: ", level.id, level.title);
    for (std::size_t i = 0; i < level.slots.size(); ++i)
      text += fmt::format("{}{}", i == 0 ? "" : "; ", fmt::join(level.slots[i], ", or in its place "));
    lines.push_back(std::move(text));
  }
  if (!set.level_title.empty()) lines.push_back(fmt::format("otherwise: {}", set.level_title));
  page.list(lines);
}

std::string about(const Json& set) {
  const std::string description = std::string(auditor::text(set, "description"));
  return std::string(auditor::text(set, "title")) + "." + (description.empty() ? "" : " " + description);
}

}  // namespace

Page rule_page(const Json& set, const Json& rule) {
  const std::string id = std::string(auditor::text(rule, "id"));
  Page page{"rule", id, {}};
  page.add(Kind::title, std::string(auditor::text(rule, "title")));
  page.add(Kind::paragraph, "`" + id + "` of [" + std::string(auditor::text(set, "title")) + "](README.md#" +
                                std::string(auditor::text(set, "id")) + "), " +
                                std::string(auditor::text(rule, "dimension")) + ", " +
                                std::string(auditor::text(rule, "severity")) + ".");
  add_explanation(set, rule, page);
  add_asked(rule, page);
  page.add(Kind::heading, "When it fails");
  add_message(rule, page);
  page.add(Kind::paragraph, "**To do:** " + std::string(auditor::text(rule, "remedy")));
  if (rule.contains("fix"))
    page.add(Kind::paragraph, "`auditor fix . --rule " + id + "` prints what a machine can do of it (docs/fix.md).");
  if (const std::string supply = std::string(auditor::text(rule, "supply")); !supply.empty())
    page.add(Kind::paragraph, "**When it cannot be told:** " + supply);
  if (const auto references = references_of(rule); !references.empty()) {
    page.add(Kind::heading, "References");
    page.list(references);
  }
  page.add(Kind::heading, "To waive it");
  page.add(Kind::paragraph,
           "In `.auditor.yaml`, with a reason and a last day; it stays in the report (docs/gating.md):");
  page.add(Kind::yaml,
           "waivers:\n  - {rule: " + id + ", reason: why it may stay, owner: who answers, expires: 2027-03-31}");
  return page;
}

Page index_page(const std::vector<Json>& sets) {
  Page page{"index", "rules", {}};
  page.add(Kind::title, "Every rule");
  page.add(Kind::paragraph,
           "Written from `rules/sets/` by `scripts/update-golden`: change the rules, not these pages. How rules are "
           "written: [docs/rules.md](../rules.md).");
  for (const Json& set : sets) {
    page.add(Kind::heading, std::string(auditor::text(set, "id")));
    page.add(Kind::paragraph,
             std::string(auditor::text(set, "title")) + ". " + std::string(auditor::text(set, "description")));
    std::vector<std::vector<std::string>> rows = {{"rule", "severity", "says when it holds"}};
    for (const Json& rule : set.value("rules", Json::array())) {
      const std::string id = std::string(auditor::text(rule, "id"));
      rows.push_back({"[" + id + "](" + id + ".md)", std::string(auditor::text(rule, "severity")),
                      std::string(auditor::text(rule, "title"))});
    }
    page.table(std::move(rows));
  }
  return page;
}

Page set_page(const assess::RuleSet& set) {
  const Json& source = *set.source;
  Page page{"rule-set", set.id, {}};
  page.add(Kind::title, set.id);
  page.add(Kind::paragraph, about(source));
  if (const std::string url = std::string(auditor::text(source, "url")); !url.empty()) page.add(Kind::paragraph, url);
  page.add(Kind::heading, "Rules");
  std::vector<std::vector<std::string>> rows = {{"rule", "says when it holds", "to do", "see"}};
  for (const auto& rule : set.rules) {
    const std::string from =
        rule.origin.empty() || rule.origin == set.id ? std::string() : fmt::format(", from {}", rule.origin);
    rows.push_back({fmt::format("`{}`, {}, {}{}", rule.id, assess::to_string(rule.severity), rule.dimension, from),
                    std::string(rule.title), "To do: " + std::string(auditor::text(*rule.source, "remedy")),
                    fmt::format("{}", fmt::join(references_of(*rule.source), "; "))});
  }
  page.table(std::move(rows));
  add_levels(set, page);
  return page;
}

Page level_page(const assess::RuleSet& set, const assess::Level& level) {
  Page page{"level", fmt::format("{}/{}", set.id, level.id), {}};
  page.add(Kind::title, std::string(level.title));
  page.add(Kind::paragraph,
           fmt::format("`{}`, a level of [{}](README.md#{}). It is reached when those before it are and "
                       "each of these rules passes; rules that do not apply are not asked.",
                       level.id, set.title, set.id));
  std::vector<std::string> needs;
  for (const auto& slot : level.slots) needs.push_back(fmt::format("{}", fmt::join(slot, ", or in its place ")));
  page.list(needs);
  return page;
}

}  // namespace auditor::explain
