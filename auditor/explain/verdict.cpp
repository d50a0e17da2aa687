#include "auditor/explain/verdict.h"

#include "auditor/core/json_view.h"
#include "auditor/report/labels.h"

#include <algorithm>

namespace auditor::explain {
namespace {

using Kind = Block::Kind;

void add_reasons(const Json& source, Page& page) {
  const auto reasons = objects(member(source, "reasons"));
  if (reasons.empty()) return;
  page.add(Kind::heading, "Reasons that a report gives, each where it holds");
  std::vector<std::string> texts;
  for (const Json* reason : reasons) texts.push_back(std::string(auditor::text(*reason, "text")));
  page.list(texts);
}

}  // namespace

std::optional<Page> class_page(const assess::VerdictList& list, std::string_view id) {
  const assess::VerdictClass* found = list.find(id);
  if (found == nullptr) return std::nullopt;
  const Json& classes = list.source->at("classes");
  const Json& source = *std::find_if(classes.begin(), classes.end(),
                                     [&](const Json& c) { return std::string(auditor::text(c, "id")) == id; });
  Page page{"class", std::string(id), {}};
  page.add(Kind::title, std::string(found->title));
  page.add(Kind::paragraph,
           "`" + page.id + "`, a class of the verdict (docs/rules.md): the first class that fits is given.");
  if (const auto& words = report::class_of(id); words.id == id) page.add(Kind::paragraph, std::string(words.meaning));
  if (!found->requirements.empty()) {
    page.add(Kind::heading, "All of these must hold");
    std::vector<std::string> needs;
    for (const std::size_t at : found->requirements)
      needs.push_back("`" + std::string(list.requirements[at].id) + "`: " + std::string(list.requirements[at].met));
    page.list(needs);
  }
  if (source.contains("holds") && source["holds"].is_object()) {
    page.add(Kind::heading, "It is given when");
    page.data(Kind::condition, source["holds"]);
  }
  add_reasons(source, page);
  if (!found->next.empty()) page.add(Kind::paragraph, "The class to aim for next: `" + std::string(found->next) + "`.");
  return page;
}

std::optional<Page> requirement_page(const assess::VerdictList& list, std::string_view id) {
  const Json& all = list.source->at("requirements");
  const auto found = all.find(id);
  if (found == all.end()) return std::nullopt;
  Page page{"requirement", std::string(id), {}};
  page.add(Kind::title, page.id);
  std::string classes;
  for (const auto& one : list.classes)
    for (const std::size_t at : one.requirements)
      if (list.requirements[at].id == id) classes += (classes.empty() ? "" : ", ") + ("`" + std::string(one.id) + "`");
  page.add(Kind::paragraph, "What classes of the verdict ask for: " + classes + ".");
  page.add(Kind::heading, "Holds when");
  page.data(Kind::condition, found->at("holds"));
  page.add(Kind::paragraph, "**When it holds:** " + std::string(auditor::text(*found, "met")));
  page.add(Kind::paragraph, "**When it is missing:** " + std::string(auditor::text(*found, "missing")) +
                                " Effort: " + std::string(auditor::text(*found, "effort")) + ".");
  if (const Json& bound = member(*found, "bound"); bound.is_object()) {
    page.add(Kind::heading, "Where others' terms hold");
    page.data(Kind::condition, bound.at("when"));
    page.add(Kind::paragraph, std::string(auditor::text(bound, "missing")));
  }
  if (const std::string rule = std::string(auditor::text(*found, "rule")); !rule.empty())
    page.add(Kind::paragraph, "A rule asks the same: `" + rule + "`.");
  return page;
}

}  // namespace auditor::explain
