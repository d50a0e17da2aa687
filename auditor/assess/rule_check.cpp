#include "auditor/assess/rule_check.h"

#include "auditor/assess/evaluate.h"
#include "auditor/assess/facts_text.h"
#include "auditor/assess/path_check.h"
#include "auditor/core/json_view.h"
#include "auditor/core/schema.h"

#include <algorithm>
#include <map>
#include <re2/re2.h>

namespace auditor::assess {
namespace {

// Checks every path that a rule, a requirement or a class of the verdict uses.
class PathChecker {
 public:
  PathChecker(const FactsSchema& schema, Problems& problems) : schema_(schema), problems_(problems) {}

  void condition(const Json& owner, const char* key, const std::string& pointer, const std::string& items) {
    const auto found = owner.find(key);
    if (found == owner.end()) return;
    std::vector<Condition::PathUse> uses;
    Condition::collect_paths(*found, pointer + "/" + key, "", uses);
    paths(uses, items);
    patterns(*found, pointer + "/" + key);
  }

  void paths(const std::vector<Condition::PathUse>& uses, const std::string& items) {
    for (const auto& use : uses) path(use.path, items, use.list, use.pointer);
  }

  void message(const Json& owner, const char* key, const std::string& pointer, const std::string& items) {
    const auto found = owner.find(key);
    if (found == owner.end()) return;
    if (found->is_object()) {
      for (const auto& [name, ignored] : found->items()) message(*found, name.c_str(), pointer + "/" + key, items);
    } else if (found->is_string()) {
      for (const auto place : placeholders(found->get_ref<const std::string&>()))
        path(std::string(place), items, "", pointer + "/" + key);
    }
  }

  void list(const Json& owner, const char* key, const std::string& pointer, const std::string& items) {
    const auto found = owner.find(key);
    if (found == owner.end() || !found->is_array()) return;
    for (std::size_t i = 0; i < found->size(); ++i)
      if ((*found)[i].is_string())
        path((*found)[i].get<std::string>(), items, "", pointer + "/" + key + "/" + std::to_string(i));
  }

  void path(const std::string& name, const std::string& items, const std::string& in_list, const std::string& pointer) {
    if (auto problem = schema_.problem(name, items, in_list); !problem.empty())
      problems_.push_back({pointer, std::move(problem)});
  }

  // A regular expression that RE2 refuses is found here and not in the middle of an audit.
  void patterns(const Json& condition, const std::string& pointer) {
    if (!condition.is_structured()) return;
    for (const auto& [key, value] : condition.items()) {
      if (key == "matches" && value.is_string()) {
        re2::RE2::Options quiet;
        quiet.set_log_errors(false);
        const re2::RE2 regex(value.get<std::string>(), quiet);
        if (!regex.ok()) problems_.push_back({pointer + "/" + key, "not a regular expression: " + regex.error()});
      }
      patterns(value, pointer + "/" + key);
    }
  }

 private:
  const FactsSchema& schema_;
  Problems& problems_;
};

// The conditions of a rule and where each is written.
template <class Visit>
void each_condition(const Json& rule, const std::string& pointer, Visit visit) {
  for (const char* key : {"when", "require", "where"})
    if (const auto found = rule.find(key); found != rule.end()) visit(*found, pointer + "/" + key);
  if (const auto grades = rule.find("grades"); grades != rule.end() && grades->is_object())
    for (const char* key : {"open", "partial"})
      if (const auto found = grades->find(key); found != grades->end()) visit(*found, pointer + "/grades/" + key);
}

void check_rule_paths(const Json& rule, const std::string& pointer, PathChecker& checker) {
  const std::string items(text(rule, "for_each"));
  if (!items.empty()) checker.path(items, "", "", pointer + "/for_each");
  checker.paths(rule_paths(rule, pointer), items);
  each_condition(rule, pointer, [&](const Json& condition, const std::string& at) { checker.patterns(condition, at); });
  for (const char* key : {"message", "remedy"}) checker.message(rule, key, pointer, items);
  checker.list(rule, "evidence", pointer, items);
}

std::vector<Error> errors_of(const Source& source, const Problems& problems) {
  std::vector<Error> errors;
  for (const Problem& p : problems) errors.push_back(source.error(p));
  std::stable_sort(errors.begin(), errors.end(), [](const Error& a, const Error& b) { return a.line < b.line; });
  return errors;
}

void add_schema_problems(const Json& document, std::string_view schema, Problems& problems) {
  for (const SchemaProblem& p : validate_schema(document, schema)) problems.push_back({p.pointer, p.message});
}

Source verdict_source(const VerdictList& list) { return {"rules/verdict.yaml", list.source, {}, {}}; }

}  // namespace

std::vector<Condition::PathUse> rule_paths(const Json& rule, const std::string& pointer) {
  std::vector<Condition::PathUse> uses;
  each_condition(rule, pointer, [&](const Json& condition, const std::string& at) {
    Condition::collect_paths(condition, at, "", uses);
  });
  return uses;
}

std::vector<Error> check_rule_set(Library& library, std::string_view id_or_file) {
  const auto source = library.source(id_or_file);
  if (!source) return {source.error()};
  Problems problems;
  add_schema_problems(*source->value, "schemas/rule-set.schema.json", problems);
  // Mistakes of this document, all of them; those of inherited sets and of `extends` come from loading it.
  const bool alone = !source->value->is_object() || !source->value->contains("extends");
  if (alone) (void)compile_rule_set(source->value, {}, problems);
  if (source->value->is_object() && source->value->contains("rules") && (*source->value)["rules"].is_array()) {
    static const FactsSchema schema;
    PathChecker checker(schema, problems);
    const Json& rules = (*source->value)["rules"];
    for (std::size_t i = 0; i < rules.size(); ++i)
      if (rules[i].is_object()) check_rule_paths(rules[i], "/rules/" + std::to_string(i), checker);
    if (const auto applies = source->value->find("applies"); applies != source->value->end() && applies->is_object())
      for (const auto& [id, ignored] : applies->items()) checker.condition(*applies, id.c_str(), "/applies", "");
  }
  auto errors = errors_of(*source, problems);
  if (!alone)
    if (const auto loaded = library.load(id_or_file); !loaded) errors.push_back(loaded.error());
  return errors;
}

std::vector<Error> check_verdict(Library& library) {
  const auto list = library.load_verdict();
  if (!list) return {list.error()};
  const Json& document = *(*list)->source;
  Problems problems;
  add_schema_problems(document, "schemas/verdict.schema.json", problems);
  const FactsSchema schema;
  PathChecker checker(schema, problems);
  for (const auto& [id, requirement] : document.at("requirements").items()) {
    const std::string pointer = "/requirements/" + id;
    checker.condition(requirement, "holds", pointer, "models");
    for (const char* key : {"met", "missing"}) checker.message(requirement, key, pointer, "models");
    if (const Json& bound = member(requirement, "bound"); bound.is_object()) {
      checker.condition(bound, "when", pointer + "/bound", "models");
      checker.message(bound, "missing", pointer + "/bound", "models");
    }
    checker.list(requirement, "evidence", pointer, "models");
  }
  const Json& classes = document.at("classes");
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const std::string pointer = "/classes/" + std::to_string(i);
    checker.condition(classes[i], "holds", pointer, "models");
    const auto reasons = classes[i].find("reasons");
    if (reasons == classes[i].end()) continue;
    for (std::size_t k = 0; k < reasons->size(); ++k) {
      const std::string place = pointer + "/reasons/" + std::to_string(k);
      checker.condition((*reasons)[k], "when", place, "models");
      checker.message((*reasons)[k], "text", place, "models");
      checker.list((*reasons)[k], "evidence", place, "models");
    }
  }
  return errors_of(verdict_source(**list), problems);
}

std::vector<Error> check_unique_ids(Library& library, const std::vector<std::string>& sets) {
  std::map<std::string, std::string> owner;
  std::vector<Error> errors;
  for (const std::string& name : sets) {
    const auto set = library.load(name);
    if (!set) continue;
    for (const Rule& rule : (*set)->rules) {
      const bool own = rule.origin.empty();
      if (!own) continue;
      const auto [at, inserted] = owner.emplace(std::string(rule.id), (*set)->id);
      if (!inserted && at->second != (*set)->id)
        errors.push_back({ErrorCode::usage,
                          "rule '" + at->first + "' is defined by " + at->second + " and by " + (*set)->id, name, 0});
    }
  }
  return errors;
}

std::vector<ExampleResult> test_examples(const RuleSet& set) {
  std::vector<ExampleResult> results;
  for (const Rule& rule : set.rules) {
    const bool own = rule.origin.empty();
    const auto examples = rule.source->find("examples");
    if (!own || examples == rule.source->end() || !examples->is_object()) continue;
    RuleSet single;
    single.id = set.id;
    single.rules.push_back(rule);
    for (const auto& [expected, list] : examples->items())
      for (std::size_t i = 0; list.is_array() && i < list.size(); ++i) {
        std::vector<Finding> findings;
        const Outcome outcome = evaluate(single, list[i], findings).front();
        const bool by_grade = expected == "open" || expected == "partial" || expected == "closed";
        results.push_back({std::string(rule.id), expected, i,
                           std::string(by_grade ? to_string(outcome.grade) : to_string(outcome.status))});
      }
  }
  return results;
}

}  // namespace auditor::assess
