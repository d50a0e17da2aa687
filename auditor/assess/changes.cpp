#include "auditor/assess/changes.h"

#include "auditor/core/json_view.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

namespace auditor::assess {
namespace {

// Scales from least to most open or documented. A value outside its scale can change, not get better or worse.
using Scale = std::vector<std::string_view>;
const Scale verdict_scale = {"closed",       "hosted-only", "code-only",   "restricted-weights",
                             "open-weights", "open-model",  "open-science"};
const Scale openness_scale = {"none",       "proprietary",         "noncommercial", "no-derivatives",
                              "restricted", "permissive-unlisted", "open"};
const Scale presence_scale = {"absent", "gated", "linked", "pointer", "included"};
const Scale data_scale = {"undisclosed", "described", "named", "linked", "included"};
const Scale section_scale = {"absent", "placeholder", "filled"};
const Scale level_scale = {"0", "1", "2", "3", "4"};
const Scale class_scale = {"none", "III", "II", "I"};

std::optional<std::ptrdiff_t> rank(const Scale& scale, std::string_view value) {
  const auto at = std::find(scale.begin(), scale.end(), value);
  if (at == scale.end()) return std::nullopt;
  return at - scale.begin();
}

Direction direction_of(const Scale& scale, std::string_view before, std::string_view after) {
  const auto from = rank(scale, before);
  const auto to = rank(scale, after);
  if (!from || !to || *from == *to) return Direction::changed;
  return *to > *from ? Direction::better : Direction::worse;
}

std::string text_at(const Json& report, std::string_view path, std::string_view missing = "") {
  const Json* value = find_path(report, path);
  if (value == nullptr || value->is_null()) return std::string(missing);
  return value->is_string() ? value->get<std::string>() : value->dump();
}

Json evidence_at(const Json& report, const std::string& path) {
  const Json* found = find_path(report, path);
  return found != nullptr && found->is_array() ? *found : Json::array();
}

class Comparer {
 public:
  Comparer(const Json& before, const Json& after) : before_(before), after_(after) {}

  std::vector<Change> run() {
    value("verdict", "verdict.class", verdict_scale, "");
    for (const char* scope : {"weights", "code", "data", "documentation"}) compare_scope(scope);
    value("bias documentation level", "bias.level", level_scale, "bias.signals");
    compare_levels();
    compare_sections();
    compare_findings();
    return std::move(changes_);
  }

 private:
  void add(std::string subject, std::string before, std::string after, Direction direction, Json evidence) {
    changes_.push_back({std::move(subject), std::move(before), std::move(after), direction, std::move(evidence)});
  }

  void value(const std::string& subject, const std::string& path, const Scale& scale, const std::string& evidence) {
    std::string from = text_at(before_, path, "none");
    std::string to = text_at(after_, path, "none");
    if (from == to) return;
    const Direction direction = direction_of(scale, from, to);
    add(subject, std::move(from), std::move(to), direction,
        evidence.empty() ? Json::array() : evidence_at(after_, evidence));
  }

  void compare_scope(const std::string& scope) {
    const std::string path = "scopes." + scope;
    value(scope + " status", path + ".status", scope == "data" ? data_scale : presence_scale, path + ".evidence");
    std::string from = text_at(before_, path + ".license.concluded", "none");
    std::string to = text_at(after_, path + ".license.concluded", "none");
    const std::string was = text_at(before_, path + ".license.openness");
    const std::string is = text_at(after_, path + ".license.openness");
    if (from == to && was == is) return;
    // Known terms giving way to unknown ones is a loss, whatever the scale says.
    Direction direction = direction_of(openness_scale, was, is);
    if (is == "unknown" && was != "unknown") direction = Direction::worse;
    if (was == "unknown" && is != "unknown") direction = Direction::better;
    add(scope + " licence", from + " (" + was + ")", to + " (" + is + ")", direction,
        evidence_at(after_, path + ".evidence"));
  }

  void compare_levels() {
    std::set<std::string> sets;
    for (const Json* report : {&before_, &after_})
      if (const Json* levels = find_path(*report, "levels"); levels != nullptr && levels->is_object())
        for (const auto& [id, level] : levels->items()) sets.insert(id);
    for (const std::string& id : sets) {
      const std::string from = level_class(before_, id);
      const std::string to = level_class(after_, id);
      if (from != to) add(id + " class", from, to, direction_of(class_scale, from, to), Json::array());
    }
  }

  static std::string level_class(const Json& report, const std::string& id) {
    const Json* levels = find_path(report, "levels");
    if (levels == nullptr || !levels->is_object()) return "none";
    const auto level = levels->find(id);
    if (level == levels->end()) return "none";
    const Json* reached = find_path(*level, "class");
    return reached != nullptr && reached->is_string() ? reached->get<std::string>() : "none";
  }

  void compare_sections() {
    std::set<std::string> names;
    for (const Json* report : {&before_, &after_})
      if (const Json* sections = find_path(*report, "facts.card.sections");
          sections != nullptr && sections->is_object())
        for (const auto& [name, section] : sections->items()) names.insert(name);
    for (const std::string& name : names) {
      const std::string path = "facts.card.sections." + name;
      std::string from = text_at(before_, path + ".status", "absent");
      std::string to = text_at(after_, path + ".status", "absent");
      if (from == to) continue;
      const Direction direction = direction_of(section_scale, from, to);
      const Json evidence = evidence_at(to == "absent" ? before_ : after_, path + ".evidence");
      add("card section " + name, std::move(from), std::move(to), direction, evidence);
    }
  }

  // Failed findings by fingerprint, without those of `other`.
  static std::vector<const Json*> failures_beside(const Json& report, const Json& other) {
    std::set<std::string_view> known;
    const auto failed = [](const Json& r, auto&& use) {
      for (const Json* finding : objects(member(r, "findings")))
        if (text(*finding, "status") == "fail") use(*finding);
    };
    failed(other, [&](const Json& finding) { known.insert(text(finding, "fingerprint")); });
    std::vector<const Json*> beside;
    failed(report, [&](const Json& finding) {
      if (!known.contains(text(finding, "fingerprint"))) beside.push_back(&finding);
    });
    return beside;
  }

  // What a finding is about: a rule that fails at the same place as before is the same problem in other words.
  static std::string subject_of(const Json& finding) {
    const Json& evidence = member(finding, "evidence");
    const Json nowhere;
    const Json& first = evidence.is_array() && !evidence.empty() ? evidence[0] : nowhere;
    return std::string(text(finding, "rule_set")) + '\0' + std::string(text(finding, "rule")) + '\0' +
           std::string(text(first, "path"));
  }

  void compare_findings() {
    std::multimap<std::string, const Json*> gone;
    for (const Json* finding : failures_beside(before_, after_)) gone.emplace(subject_of(*finding), finding);
    for (const Json* finding : failures_beside(after_, before_)) {
      std::string message(text(*finding, "message"));
      const std::string subject = "finding " + std::string(text(*finding, "rule"));
      const Json evidence = finding->value("evidence", Json::array());
      const bool note = text(*finding, "severity") == "note";
      if (const auto same = gone.find(subject_of(*finding)); same != gone.end()) {
        std::string earlier(text(*same->second, "message"));
        gone.erase(same);
        if (earlier != message) add(subject, std::move(earlier), std::move(message), Direction::changed, evidence);
        continue;
      }
      add(subject, "", std::move(message), note ? Direction::changed : Direction::worse, evidence);
    }
    for (const auto& [subject, finding] : gone)
      add("finding " + std::string(text(*finding, "rule")), std::string(text(*finding, "message")), "",
          Direction::better, finding->value("evidence", Json::array()));
  }

  const Json& before_;
  const Json& after_;
  std::vector<Change> changes_;
};

}  // namespace

std::string_view to_string(Direction direction) {
  return direction == Direction::better ? "better" : direction == Direction::worse ? "worse" : "changed";
}

std::vector<Change> compare_reports(const Json& before, const Json& after) { return Comparer(before, after).run(); }

bool has_regression(const std::vector<Change>& changes) {
  return std::any_of(changes.begin(), changes.end(), [](const Change& c) { return c.direction == Direction::worse; });
}

Json to_json(const std::vector<Change>& changes, const Json& before, const Json& after) {
  Json list = Json::array();
  for (const Change& c : changes)
    list.push_back({{"subject", c.subject},
                    {"before", c.before},
                    {"after", c.after},
                    {"direction", to_string(c.direction)},
                    {"evidence", c.evidence}});
  return {{"schema", "auditor-diff/1"},
          {"from", before.value("source", Json())},
          {"to", after.value("source", Json())},
          {"regression", has_regression(changes)},
          {"changes", std::move(list)}};
}

}  // namespace auditor::assess
