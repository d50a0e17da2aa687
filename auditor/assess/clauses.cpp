#include "auditor/assess/clauses.h"

#include "auditor/assess/facts_text.h"

#include <algorithm>
#include <string>

namespace auditor::assess {
namespace {

constexpr std::size_t cited = 8;  // citations of one clause

const Json* applies_of(const RuleSet& set) {
  if (!set.source || !set.source->is_object()) return nullptr;
  const auto found = set.source->find("applies");
  return found != set.source->end() && found->is_object() ? &*found : nullptr;
}

Truth holds(const Json& condition, const Json& facts) {
  Problems ignored;  // found by `rules check`
  const Truth truth = Condition::compile(condition, Place(), ignored).evaluate({facts});
  return ignored.empty() ? truth : Truth::unknown;
}

std::string_view name_of(Truth truth) {
  switch (truth) {
    case Truth::no: return "no";
    case Truth::yes: return "yes";
    case Truth::unknown: break;
  }
  return "unknown";
}

Truth both(Truth a, Truth b) {
  if (a == Truth::no || b == Truth::no) return Truth::no;
  return a == Truth::yes ? b : a;
}

Json evidence_of(const Rule& rule, const Json& facts) {
  Json evidence = Json::array();
  const auto listed = rule.source->find("evidence");
  if (listed == rule.source->end() || !listed->is_array()) return evidence;
  for (const Json& path : *listed) {
    if (!path.is_string()) continue;
    const Json* value = FactPath(path.get_ref<const std::string&>()).find({facts});
    if (value != nullptr && value->is_structured()) gather_citations(*value, cited, evidence);
  }
  return evidence;
}

Json clauses_of(const RuleSet& set, const Json& facts) {
  Json clauses = Json::array();
  const Truth whole = set_applies(set, facts);
  for (const Rule& rule : set.rules) {
    // A clause is about the whole repository; a rule over items or grades has no one answer.
    if (rule.graded || !rule.for_each.empty()) continue;
    clauses.push_back({{"id", rule.id},
                       {"title", rule.title},
                       {"applies", name_of(both(whole, rule.when.evaluate({facts})))},
                       {"observed", name_of(rule.require.evaluate({facts}))},
                       {"evidence", evidence_of(rule, facts)}});
  }
  return clauses;
}

}  // namespace

bool names_kinds(const RuleSet& set) {
  return set.source && set.source->is_object() && set.source->contains("subjects");
}

bool is_for_kind(const RuleSet& set, const Json& facts) {
  const Json* kind = find_path(facts, "source.repository_kind");
  const std::string what = kind != nullptr && kind->is_string() ? kind->get<std::string>() : "model";
  if (!names_kinds(set)) return what == "model";
  const Json& subjects = set.source->at("subjects");
  return std::find(subjects.begin(), subjects.end(), Json(what)) != subjects.end();
}

Truth set_applies(const RuleSet& set, const Json& facts) {
  const Json* conditions = applies_of(set);
  if (conditions == nullptr) return Truth::yes;
  const auto own = conditions->find(set.id);
  return own == conditions->end() ? Truth::yes : holds(*own, facts);
}

void add_clauses(const std::vector<std::shared_ptr<const RuleSet>>& sets, Json& report) {
  const Json& facts = report.at("facts");
  Json clauses = Json::object();
  Json apply = Json::object();
  for (const auto& set : sets) {
    const Json* conditions = applies_of(*set);
    if (conditions == nullptr) continue;
    clauses[set->id] = clauses_of(*set, facts);
    for (const auto& [id, condition] : conditions->items()) apply[id] = name_of(holds(condition, facts));
  }
  if (clauses.empty()) return;
  report["clauses"] = std::move(clauses);
  report["clauses_apply"] = std::move(apply);
}

}  // namespace auditor::assess
