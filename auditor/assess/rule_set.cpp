#include "auditor/assess/rule_set.h"

#include "auditor/core/json_view.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace auditor::assess {
namespace {

class Compiler {
 public:
  Compiler(RuleSet& set, Problems& problems) : set_(set), source_(*set.source), problems_(problems) {}

  void run() {
    const Place root;
    if (!source_.is_object()) return complain(root, "a rule set is a map");
    set_.id = text(source_, "id");
    set_.title = text(source_, "title");
    if (set_.id.empty()) complain(root, "a rule set needs an id");
    inherit();
    rules(root);
    overrides(root);
    levels(root);
  }

 private:
  void complain(const Place& place, std::string message) { problems_.push_back({place.pointer(), std::move(message)}); }

  void inherit() {
    for (const auto& base : set_.bases)
      for (Rule rule : base->rules) {
        if (rule.origin.empty()) rule.origin = base->id;
        if (ids_.insert(rule.id).second) set_.rules.push_back(std::move(rule));
      }
  }

  void rules(const Place& root) {
    const auto list = source_.find("rules");
    if (list == source_.end()) return;
    const Place place = root.at("rules");
    if (!list->is_array()) return complain(place, "`rules` is a list");
    set_.rules.reserve(set_.rules.size() + list->size());
    for (std::size_t i = 0; i < list->size(); ++i) rule((*list)[i], place.at(i));
  }

  void rule(const Json& source, const Place& place) {
    if (!source.is_object()) return complain(place, "a rule is a map");
    Rule rule;
    rule.source = &source;
    rule.id = text(source, "id");
    rule.title = text(source, "title");
    rule.dimension = text(source, "dimension");
    if (rule.id.empty()) return complain(place, "a rule needs an id");
    if (!ids_.insert(rule.id).second) complain(place.at("id"), "duplicate rule id '" + std::string(rule.id) + "'");
    if (const auto severity = severity_named(text(source, "severity"))) rule.severity = *severity;
    else complain(place.at("severity"), "severity is error, warning or note");
    rule.for_each = text(source, "for_each");
    rule.empty_passes = text(source, "empty") == "pass";
    condition(source, "when", place, rule.when);
    condition(source, "where", place, rule.where);
    const bool required = condition(source, "require", place, rule.require);
    rule.graded = grades(source, place, rule);
    if (required == rule.graded) complain(place, "a rule has either `require` or `grades`");
    set_.rules.push_back(std::move(rule));
  }

  bool condition(const Json& source, std::string_view key, const Place& place, Condition& out) {
    const auto found = source.find(key);
    if (found == source.end()) return false;
    const Place here = place.at(key);
    out = Condition::compile(*found, here, problems_);
    return true;
  }

  bool grades(const Json& source, const Place& place, Rule& rule) {
    const auto found = source.find("grades");
    if (found == source.end()) return false;
    const Place here = place.at("grades");
    if (!found->is_object()) {
      complain(here, "`grades` is a map of open and partial");
      return true;
    }
    for (const auto& [key, ignored] : found->items())
      if (key != "open" && key != "partial") complain(here.at(key), "unknown grade '" + key + "'");
    if (!condition(*found, "open", here, rule.grades[0])) complain(here, "`grades` needs the condition of open");
    rule.grades[1] = rule.grades[0];
    condition(*found, "partial", here, rule.grades[1]);
    return true;
  }

  void overrides(const Place& root) {
    const auto found = source_.find("overrides");
    if (found == source_.end()) return;
    const Place place = root.at("overrides");
    if (!found->is_object()) return complain(place, "`overrides` is a map of rule ids");
    std::unordered_map<std::string_view, std::size_t> inherited;
    for (std::size_t i = 0; i < set_.rules.size(); ++i)
      if (!set_.rules[i].origin.empty()) inherited.emplace(set_.rules[i].id, i);
    std::unordered_set<std::string_view> disabled;
    for (const auto& [id, change] : found->items()) {
      const Place here = place.at(id);
      const auto rule = inherited.find(id);
      if (rule == inherited.end()) {
        complain(here, "overrides a rule that is not inherited: '" + id + "'");
        continue;
      }
      if (const auto name = text(change, "severity"); !name.empty()) {
        if (const auto severity = severity_named(name)) set_.rules[rule->second].severity = *severity;
        else complain(here.at("severity"), "severity is error, warning or note");
        set_.rules[rule->second].origin = set_.id;  // no longer the base's rule
      }
      if (flag(change, "disable")) disabled.insert(rule->first);
    }
    std::erase_if(set_.rules, [&](const Rule& rule) { return disabled.contains(rule.id); });
  }

  void levels(const Place& root) {
    set_.scored = flag(source_, "score");
    set_.level_title = text(source_, "unclassified");
    const auto found = source_.find("levels");
    if (found == source_.end()) return;
    const Place place = root.at("levels");
    if (!found->is_array()) return complain(place, "`levels` is a list, lowest first");
    for (std::size_t i = 0; i < found->size(); ++i) level((*found)[i], place.at(i));
  }

  void level(const Json& source, const Place& place) {
    Level level;
    level.id = text(source, "id");
    level.title = text(source, "title");
    if (level.id.empty()) complain(place, "a level needs an id");
    const auto needs = source.find("rules");
    if (needs == source.end() || !needs->is_array()) return complain(place, "a level needs a list `rules`");
    const Place list = place.at("rules");
    for (std::size_t i = 0; i < needs->size(); ++i) {
      const Json& entry = (*needs)[i];
      Slot slot;
      if (entry.is_string()) slot.push_back(*entry.get_ptr<const std::string*>());
      else if (const auto any = entry.find("any_of"); any != entry.end())
        for (const Json& id : *any)
          if (id.is_string()) slot.push_back(*id.get_ptr<const std::string*>());
      for (const auto id : slot)
        if (!ids_.contains(id)) complain(list.at(i), "no such rule: '" + std::string(id) + "'");
      if (slot.empty()) complain(list.at(i), "expects a rule id or any_of");
      level.slots.push_back(std::move(slot));
    }
    set_.levels.push_back(std::move(level));
  }

  RuleSet& set_;
  const Json& source_;
  Problems& problems_;
  std::unordered_set<std::string_view> ids_;
};

}  // namespace

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::error: return "error";
    case Severity::warning: return "warning";
    case Severity::note: return "note";
  }
  return "note";
}

std::optional<Severity> severity_named(std::string_view name) {
  if (name == "error") return Severity::error;
  if (name == "warning") return Severity::warning;
  if (name == "note") return Severity::note;
  return std::nullopt;
}

int severity_rank(std::string_view name) {
  return name == "error" ? 3 : name == "warning" ? 2 : name == "note" ? 1 : 0;
}

std::string_view to_string(Status status) {
  switch (status) {
    case Status::pass: return "pass";
    case Status::fail: return "fail";
    case Status::unknown: return "unknown";
    case Status::waived: return "waived";
    case Status::not_applicable: return "not-applicable";
  }
  return "unknown";
}

std::string_view to_string(Grade grade) {
  switch (grade) {
    case Grade::open: return "open";
    case Grade::partial: return "partial";
    case Grade::closed: return "closed";
    case Grade::unknown: return "unknown";
  }
  return "unknown";
}

const Rule* RuleSet::find(std::string_view rule) const {
  for (const Rule& r : rules)
    if (r.id == rule) return &r;
  return nullptr;
}

std::shared_ptr<RuleSet> compile_rule_set(std::shared_ptr<const Json> source,
                                          std::vector<std::shared_ptr<const RuleSet>> bases, Problems& problems) {
  auto set = std::make_shared<RuleSet>();
  set->source = std::move(source);
  set->bases = std::move(bases);
  Compiler(*set, problems).run();
  return set;
}

}  // namespace auditor::assess
