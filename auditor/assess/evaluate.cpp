#include "auditor/assess/evaluate.h"

#include "auditor/assess/clauses.h"
#include "auditor/assess/facts_text.h"
#include "auditor/core/json_view.h"
#include "auditor/core/text.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace auditor::assess {
namespace {

constexpr std::size_t cited = 8;              // citations of one finding
constexpr std::size_t findings_of_rule = 50;  // failing items of one for_each rule shown one by one

Outcome graded(const Rule& rule, const Scope& scope) {
  const Truth open = rule.grades[0].evaluate(scope);
  if (open == Truth::yes) return {Status::pass, Grade::open};
  const Truth partial = rule.grades[1].evaluate(scope);
  if (partial == Truth::yes) return {Status::fail, Grade::partial};
  if (open == Truth::unknown || partial == Truth::unknown) return {Status::unknown, Grade::unknown};
  return {Status::fail, Grade::closed};
}

Outcome outcome_of(const Rule& rule, const Scope& scope) {
  const Truth applies = rule.when.evaluate(scope);
  if (applies == Truth::no) return {Status::not_applicable, Grade::unknown};
  if (rule.graded) return applies == Truth::yes ? graded(rule, scope) : Outcome{};
  // What holds need not be asked whether it is asked for; what does not hold may not be.
  if (applies == Truth::unknown && rule.require.evaluate(scope) != Truth::yes) return {};
  switch (rule.require.evaluate(scope)) {
    case Truth::yes: return {Status::pass, Grade::unknown};
    case Truth::no: return {Status::fail, Grade::unknown};
    case Truth::unknown: break;
  }
  return {Status::unknown, Grade::unknown};
}

// Evidence at a tested path: the value's own, or that of the object it is a field of.
void gather_at(const FactPath& path, const Scope& scope, Json& out) {
  const Json* value = path.find(scope);
  if (value != nullptr && value->is_structured()) return gather_citations(*value, cited, out);
  if (path.steps.empty()) return;
  FactPath parent = path;
  parent.steps.pop_back();
  const Json* object = parent.find(scope);
  if (object == nullptr || !object->is_object()) return;
  if (const auto own = object->find("evidence"); own != object->end()) gather_citations(*own, cited, out);
}

std::vector<const FactPath*> tested(const Rule& rule) {
  std::vector<const FactPath*> paths;
  rule.require.tested_paths(paths);
  if (rule.graded) {
    rule.grades[0].tested_paths(paths);
    rule.grades[1].tested_paths(paths);
  }
  return paths;
}

// A path of the facts is resolved ("card.cards"); anything else is a file name.
std::string place_text(std::string_view name, const Scope& scope) {
  const FactPath path(name);
  if (path.steps.empty() || (!path.of_item && !scope.root.contains(path.steps[0]))) return std::string(name);
  const Json* value = path.find(scope);
  if (value != nullptr && value->is_array() && !value->empty()) value = &value->front();
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

std::string expected_place(const Rule& rule, const Scope& scope) {
  const auto place = rule.source->find("place");
  if (place != rule.source->end()) {
    if (place->is_string()) return place_text(place->get_ref<const std::string&>(), scope);
    for (const Json& name : *place)
      if (name.is_string())
        if (auto found = place_text(name.get_ref<const std::string&>(), scope); !found.empty()) return found;
  }
  const auto card = place_text("card.cards", scope);
  return card.empty() || card == "card.cards" ? "README.md" : card;
}

// At it or below it: "data.status" and "data".
bool lies_at(std::string_view path, std::string_view above) {
  return path.starts_with(above) && (path.size() == above.size() || path[above.size()] == '.');
}

// What made a rule fail is cited, not the operand beside it that holds; what made it pass likewise.
class Decisive {
 public:
  Decisive(const Rule& rule, const Scope& scope, const Outcome& outcome, const Json& listed) : scope_(scope) {
    for (const Json& path : listed)
      if (path.is_string()) listed_.emplace_back(path.get_ref<const std::string&>());
    find_tests(rule, outcome);
    for (const Condition::Deciding& test : tests_) nearest_.push_back(nearest(test));
  }

  void gather(Json& out) const {
    for (const FactPath& path : listed_)
      for (std::size_t i = 0; i < tests_.size(); ++i) gather_for(path, i, out);
    if (tests_.empty()) gather_all(out);
  }

  [[nodiscard]] bool lists_a_test() const {
    return std::any_of(nearest_.begin(), nearest_.end(), [](const FactPath* path) { return path != nullptr; });
  }

  void gather_all(Json& out) const {
    for (const FactPath& path : listed_) gather_at(path, scope_, out);
  }

 private:
  void find_tests(const Rule& rule, const Outcome& outcome) {
    const Truth truth = outcome.status == Status::pass   ? Truth::yes
                        : outcome.status == Status::fail ? Truth::no
                                                         : Truth::unknown;
    if (!rule.graded) return rule.require.deciding_tests(scope_, truth, tests_);
    if (truth == Truth::no && outcome.grade == Grade::partial)
      return rule.grades[1].deciding_tests(scope_, Truth::yes, tests_);
    rule.grades[truth == Truth::no ? 1 : 0].deciding_tests(scope_, truth, tests_);
    if (truth == Truth::unknown) rule.grades[1].deciding_tests(scope_, truth, tests_);
  }

  // Of the listed paths at or above a test, the nearest.
  [[nodiscard]] const FactPath* nearest(const Condition::Deciding& test) const {
    const FactPath* found = nullptr;
    for (const FactPath& path : listed_)
      if (lies_at(test.path->text, path.text) && (found == nullptr || path.text.size() > found->text.size()))
        found = &path;
    return found;
  }

  void gather_for(const FactPath& path, std::size_t i, Json& out) const {
    const Condition::Deciding& test = tests_[i];
    if (const FactPath* chosen = nearest_[i]; chosen != nullptr) {
      if (chosen == &path) gather_test(path, test, out);
      return;
    }
    // What the facts give beside the value that was tested: "bias.signals" beside "bias.level".
    const std::string_view whole = test.path->text.substr(0, test.path->text.rfind('.'));
    if (lies_at(path.text, whole)) gather_at(path, scope_, out);
  }

  // The value's own citations, then those of what it belongs to, no higher than the path that is listed.
  void gather_test(const FactPath& path, const Condition::Deciding& test, Json& out) const {
    if (test.of_items && test.items.empty()) return;
    const std::size_t before = out.size();
    FactPath at = *test.path;
    const Json* value = at.find(scope_);
    if (test.of_items)
      for (const Json* item : test.items) gather_citations(*item, cited, out);
    else if (value != nullptr && value->is_structured()) gather_citations(*value, cited, out);
    while (out.size() == before && !at.steps.empty()) {
      at.steps.pop_back();
      if (at.steps.size() < path.steps.size() && at.steps.size() + 1 < test.path->steps.size()) return;
      const Json* object = at.find(scope_);
      if (object == nullptr || !object->is_object()) continue;
      if (const auto own = object->find("evidence"); own != object->end()) gather_citations(*own, cited, out);
    }
  }

  const Scope& scope_;
  std::vector<FactPath> listed_;
  std::vector<Condition::Deciding> tests_;
  std::vector<const FactPath*> nearest_;  // of each test
};

Json evidence_of(const Rule& rule, const Scope& scope, const Outcome& outcome) {
  const Status status = outcome.status;
  Json evidence = Json::array();
  if (status == Status::not_applicable) return evidence;
  const auto listed = rule.source->find("evidence");
  if (listed != rule.source->end()) {
    const Decisive decisive(rule, scope, outcome, *listed);
    decisive.gather(evidence);
    if (evidence.empty() && status == Status::pass && decisive.lists_a_test()) decisive.gather_all(evidence);
  } else if (scope.item != nullptr) {
    gather_citations(*scope.item, cited, evidence);
  }
  if (listed == rule.source->end() && evidence.empty())
    for (const FactPath* path : tested(rule)) gather_at(*path, scope, evidence);
  if (evidence.empty() && scope.item != nullptr)
    if (const auto path = text(*scope.item, "path"); !path.empty()) evidence.push_back(missing_citation(path));
  if (evidence.empty() && status != Status::pass) evidence.push_back(missing_citation(expected_place(rule, scope)));
  return evidence;
}

std::string unknown_message(const Rule& rule, const Scope& scope) {
  std::vector<std::string_view> paths;
  rule.when.unknown_paths(scope, paths);
  rule.require.unknown_paths(scope, paths);
  if (rule.graded)
    for (const Condition& grade : rule.grades) grade.unknown_paths(scope, paths);
  std::string message = "Cannot be told from the repository: ";
  message += rule.title;
  if (!paths.empty()) {
    message += " (not known:";
    for (std::size_t i = 0; i < paths.size() && i < 4; ++i) message.append(i == 0 ? " " : ", ").append(paths[i]);
    message += ")";
  }
  message += ".";
  if (const auto supply = text(*rule.source, "supply"); !supply.empty()) message.append(" ").append(supply);
  return message;
}

std::string message_of(const Rule& rule, const Scope& scope, const Outcome& outcome) {
  if (outcome.status == Status::unknown) return unknown_message(rule, scope);
  if (outcome.status == Status::not_applicable) return std::string(rule.title);
  const auto message = rule.source->find("message");
  if (message != rule.source->end() && message->is_object())
    if (const auto own = text(*message, to_string(outcome.grade)); !own.empty()) return render_message(own, scope);
  if (outcome.status == Status::fail && message != rule.source->end() && message->is_string())
    return render_message(message->get_ref<const std::string&>(), scope);
  return std::string(rule.title);
}

// What an item is, apart from where it lies.
std::string subject_of(const Json& item) {
  static constexpr std::array<std::string_view, 6> names{"id", "name", "url", "value", "kind", "scope"};
  if (item.is_string()) return item.get<std::string>();
  std::string subject;
  if (!item.is_object()) return subject;
  for (const auto name : names)
    if (const auto value = text(item, name); !value.empty()) subject.append(value).append(1, '\0');
  if (!subject.empty()) return subject;
  if (const auto digest = text(item, "sha256"); !digest.empty()) return std::string(digest);
  return std::string(base_name(text(item, "path")));
}

class Evaluator {
 public:
  Evaluator(const RuleSet& set, const Json& facts, std::vector<Finding>& findings)
      : set_(set),
        facts_(facts),
        findings_(findings),
        applies_(set_applies(set, facts)),
        fits_(is_for_kind(set, facts)) {}

  Outcome run(const Rule& rule) {
    // A file that runs code when it is loaded does so in a data set or a Space too.
    if (applies_ == Truth::no || (!fits_ && rule.dimension != "security")) {
      add(rule, {facts_}, {Status::not_applicable, Grade::unknown}, {});
      return {Status::not_applicable, Grade::unknown};
    }
    if (rule.for_each.empty()) {
      const Outcome outcome = outcome_of(rule, {facts_});
      add(rule, {facts_}, outcome, {});
      return outcome;
    }
    return run_each(rule);
  }

 private:
  Outcome run_each(const Rule& rule) {
    const Scope whole{facts_};
    const Json* list = FactPath(rule.for_each).find(whole);
    Outcome worst{rule.empty_passes ? Status::pass : Status::not_applicable, Grade::unknown};
    // The first of each kind, so that what could not be judged never takes the place of what failed.
    std::vector<Shown> failed;
    std::vector<Shown> unknown;
    if (list == nullptr || !list->is_structured()) {
      worst.status = Status::unknown;
    } else {
      for (const Json& item : *list) {
        const Outcome outcome = outcome_for(rule, item);
        if (rank(outcome.status) > rank(worst.status)) worst = outcome;
        if (outcome.status != Status::fail && outcome.status != Status::unknown) continue;
        std::vector<Shown>& kind = outcome.status == Status::fail ? failed : unknown;
        if (kind.size() < findings_of_rule) kind.push_back({&item, outcome});
      }
    }
    failed.insert(failed.end(), unknown.begin(), unknown.end());
    failed.resize(std::min(failed.size(), findings_of_rule));
    for (const Shown& shown : failed) add(rule, {facts_, shown.item}, shown.outcome, subject_of(*shown.item));
    if (failed.empty()) add(rule, whole, worst, {});
    return worst;
  }

  struct Shown {
    const Json* item = nullptr;
    Outcome outcome;
  };

  Outcome outcome_for(const Rule& rule, const Json& item) const {
    const Scope scope{facts_, &item};
    switch (rule.where.evaluate(scope)) {
      case Truth::no: return {Status::not_applicable, Grade::unknown};
      case Truth::yes: return outcome_of(rule, scope);
      case Truth::unknown: break;
    }
    return {Status::unknown, Grade::unknown};
  }

  static int rank(Status status) {
    switch (status) {
      case Status::not_applicable: return 0;
      case Status::pass:
      case Status::waived: return 1;
      case Status::unknown: return 2;
      case Status::fail: return 3;
    }
    return 3;
  }

  void add(const Rule& rule, const Scope& scope, const Outcome& outcome, std::string_view subject) {
    Finding f;
    f.rule = rule.id;
    f.rule_set = set_.id;
    f.title = rule.title;
    f.dimension = rule.dimension;
    f.severity = rule.severity;
    f.status = outcome.status;
    f.message = message_of(rule, scope, outcome);
    if (outcome.status == Status::fail || outcome.status == Status::unknown)
      f.remedy = render_message(text(*rule.source, "remedy"), scope);
    f.evidence = evidence_of(rule, scope, outcome);
    f.fingerprint = make_fingerprint(rule.id, subject, f.evidence);
    if (const auto references = rule.source->find("references"); references != rule.source->end())
      f.references = *references;
    if (rule.graded && outcome.status != Status::not_applicable) f.grade = to_string(outcome.grade);
    findings_.push_back(std::move(f));
  }

  const RuleSet& set_;
  const Json& facts_;
  std::vector<Finding>& findings_;
  Truth applies_;
  bool fits_;
};

class LevelCounter {
 public:
  LevelCounter(const RuleSet& set, const std::vector<Outcome>& outcomes) : set_(set), outcomes_(outcomes) {}

  // Per cent of the level's own and lower requirements that hold; 0 while the level below is not complete.
  int progress(std::size_t level, bool below_complete) const {
    std::vector<std::string_view> chosen;
    for (std::size_t l = 0; l <= level; ++l)
      for (const Slot& slot : set_.levels[l].slots) chosen.push_back(choose(slot));
    std::sort(chosen.begin(), chosen.end());
    chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
    std::size_t total = 0;
    std::size_t holds = 0;
    for (const auto rule : chosen) {
      const Status status = status_of(rule);
      if (status == Status::not_applicable) continue;
      ++total;
      if (status == Status::pass) ++holds;
    }
    if (total == 0 || !below_complete) return 0;
    const int percent = static_cast<int>(std::lround(100.0 * static_cast<double>(holds) / static_cast<double>(total)));
    return holds < total ? std::min(percent, 99) : 100;
  }

 private:
  Status status_of(std::string_view rule) const {
    for (std::size_t i = 0; i < set_.rules.size(); ++i)
      if (set_.rules[i].id == rule) return outcomes_[i].status;
    return Status::not_applicable;  // disabled by an override
  }

  // The alternative that passes, else the first.
  std::string_view choose(const Slot& slot) const {
    for (const auto rule : slot)
      if (status_of(rule) == Status::pass) return rule;
    return slot.front();
  }

  const RuleSet& set_;
  const std::vector<Outcome>& outcomes_;
};

void add_grades(const RuleSet& set, const std::vector<Outcome>& outcomes, Json& result) {
  Json grades = Json::object();
  int half_points = 0;
  for (std::size_t i = 0; i < set.rules.size(); ++i) {
    if (!set.rules[i].graded) continue;
    const bool applies = outcomes[i].status != Status::not_applicable;
    if (applies) grades[std::string(set.rules[i].id)] = to_string(outcomes[i].grade);
    if (applies && outcomes[i].grade == Grade::open) half_points += 2;
    if (applies && outcomes[i].grade == Grade::partial) half_points += 1;
  }
  const auto all = std::count_if(set.rules.begin(), set.rules.end(), [](const Rule& r) { return r.graded; });
  if (all == 0) return;
  result["grades"] = std::move(grades);
  if (set.scored) result["score"] = std::lround(100.0 * half_points / (2.0 * static_cast<double>(all)));
}

}  // namespace

std::vector<Outcome> evaluate(const RuleSet& set, const Json& facts, std::vector<Finding>& findings) {
  std::vector<Outcome> outcomes;
  outcomes.reserve(set.rules.size());
  Evaluator evaluator(set, facts, findings);
  for (const Rule& rule : set.rules) outcomes.push_back(evaluator.run(rule));
  return outcomes;
}

Json levels_of(const RuleSet& set, const std::vector<Outcome>& outcomes) {
  Json result = Json::object();
  add_grades(set, outcomes, result);
  if (set.levels.empty() && result.empty()) return nullptr;
  result["class"] = nullptr;
  result["title"] = set.title;
  result["level"] = set.level_title;
  Json progress = Json::object();
  const LevelCounter counter(set, outcomes);
  bool complete = true;
  for (std::size_t i = 0; i < set.levels.size(); ++i) {
    const int percent = counter.progress(i, complete);
    progress[std::string(set.levels[i].id)] = percent;
    complete = percent == 100;
    if (complete) {
      result["class"] = set.levels[i].id;
      result["level"] = set.levels[i].title;
    }
  }
  result["progress"] = std::move(progress);
  return result;
}

}  // namespace auditor::assess
