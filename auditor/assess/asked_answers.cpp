#include "auditor/assess/asked_answers.h"

#include "auditor/core/json_walk.h"

namespace auditor::assess {
namespace {

// Keys of conditions, wherever they stand: "answers.eu-systemic-risk.value".
void add_asked(const Json& rules, std::set<std::string>& out) {
  constexpr std::string_view below = "answers.";
  each_object(rules, [&](const Json& object) {
    for (const auto& [key, inner] : object.items())
      if (key.starts_with(below)) out.insert(key.substr(below.size(), key.find('.', below.size()) - below.size()));
  });
}

}  // namespace

std::set<std::string> asked_answers(const AssessOptions& options) {
  std::set<std::string> out;
  for (const auto& set : options.rule_sets)
    for (const Rule& rule : set->rules) add_asked(*rule.source, out);
  const Library shipped;
  for (const std::string& id : shipped.ids())
    if (const auto source = shipped.source(id, false)) add_asked(*source->value, out);
  return out;
}

}  // namespace auditor::assess
