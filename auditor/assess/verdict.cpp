#include "auditor/assess/verdict.h"

#include "auditor/assess/facts_text.h"
#include "auditor/core/json_view.h"

#include <algorithm>
#include <array>

namespace auditor::assess {
namespace {

constexpr std::size_t cited = 6;  // citations of one reason

const Json* list(const Json& object, std::string_view key) {
  const auto found = object.find(key);
  return found == object.end() || !found->is_array() ? nullptr : &*found;
}

class Compiler {
 public:
  Compiler(VerdictList& out, Problems& problems) : out_(out), problems_(problems) {}

  void run(const Json& source) {
    const Place root;
    const auto requirements = source.find("requirements");
    const Json* classes = list(source, "classes");
    if (requirements == source.end() || !requirements->is_object() || classes == nullptr)
      return complain(root, "a verdict needs `requirements` (a map) and `classes` (a list)");
    const Place place = root.at("requirements");
    for (const auto& [id, value] : requirements->items()) requirement(id, value, place.at(id));
    const Place in_classes = root.at("classes");
    for (std::size_t i = 0; i < classes->size(); ++i) verdict_class((*classes)[i], in_classes.at(i));
    for (std::size_t i = 0; i < out_.classes.size(); ++i)
      if (const auto next = out_.classes[i].next; !next.empty() && out_.find(next) == nullptr)
        complain(in_classes.at(i).at("next"), "no such class: '" + std::string(next) + "'");
  }

 private:
  void complain(const Place& place, std::string message) { problems_.push_back({place.pointer(), std::move(message)}); }

  void condition(const Json& source, std::string_view key, const Place& place, Condition& out) {
    if (!source.is_object()) return;
    const auto found = source.find(key);
    if (found != source.end()) out = Condition::compile(*found, place.at(key), problems_);
  }

  void requirement(const std::string& id, const Json& source, const Place& place) {
    Requirement r;
    r.id = id;
    r.met = text(source, "met");
    r.missing = text(source, "missing");
    r.effort = text(source, "effort");
    r.rule = text(source, "rule");
    r.evidence = list(source, "evidence");
    condition(source, "holds", place, r.holds);
    Condition bound;  // compiled again where it is asked, once a report (Decider::lack_of)
    condition(member(source, "bound"), "when", place.at("bound"), bound);
    if (r.holds.empty()) complain(place, "a requirement needs the condition `holds`");
    out_.requirements.push_back(std::move(r));
  }

  void verdict_class(const Json& source, const Place& place) {
    VerdictClass c;
    c.id = text(source, "id");
    c.title = text(source, "title");
    c.next = text(source, "next");
    c.weights = source.find("weights") != source.end() && source["weights"] == true;
    if (c.id.empty()) complain(place, "a class needs an id");
    condition(source, "holds", place, c.holds);
    if (const Json* needs = list(source, "requires"))
      for (std::size_t i = 0; i < needs->size(); ++i) add_requirement((*needs)[i], place.at("requires").at(i), c);
    if (const Json* reasons = list(source, "reasons"))
      for (std::size_t i = 0; i < reasons->size(); ++i) {
        Reason reason;
        reason.text = text((*reasons)[i], "text");
        reason.evidence = list((*reasons)[i], "evidence");
        const Place in_reasons = place.at("reasons");
        condition((*reasons)[i], "when", in_reasons.at(i), reason.when);
        c.reasons.push_back(std::move(reason));
      }
    out_.classes.push_back(std::move(c));
  }

  void add_requirement(const Json& id, const Place& place, VerdictClass& c) {
    for (std::size_t i = 0; i < out_.requirements.size(); ++i)
      if (id.is_string() && out_.requirements[i].id == id.get_ref<const std::string&>())
        return c.requirements.push_back(i);
    complain(place, "no such requirement: " + id.dump());
  }

  VerdictList& out_;
  Problems& problems_;
};

class Decider {
 public:
  Decider(const VerdictList& verdicts, const Json& facts) : list_(verdicts), facts_(facts) {}

  // Index of the class; one past the end when nothing holds.
  std::size_t decide(const Json& model) const {
    const Scope scope{facts_, &model};
    for (std::size_t i = 0; i < list_.classes.size(); ++i)
      if (holds(list_.classes[i], scope)) return i;
    return list_.classes.size();
  }

  Json explain(std::size_t at, const Json& model) const {
    if (at == list_.classes.size())
      return {{"class", "undetermined"},
              {"title", "Undetermined"},
              {"why", Json::array({{{"text", "The evidence needed could not be read."}, {"evidence", Json::array()}}})},
              {"next", nullptr}};
    const VerdictClass& c = list_.classes[at];
    const Scope scope{facts_, &model};
    Json why = Json::array();
    for (const Reason& reason : c.reasons)
      if (reason.when.evaluate(scope) == Truth::yes) why.push_back(entry(reason.text, reason.evidence, scope));
    for (const std::size_t i : c.requirements) {
      const Requirement& r = list_.requirements[i];
      if (!r.met.empty()) why.push_back(entry(r.met, r.evidence, scope));
    }
    return {{"class", c.id}, {"title", c.title}, {"why", std::move(why)}, {"next", next(c, scope)}};
  }

 private:
  bool holds(const VerdictClass& c, const Scope& scope) const {
    for (const std::size_t i : c.requirements)
      if (list_.requirements[i].holds.evaluate(scope) != Truth::yes) return false;
    return c.holds.evaluate(scope) == Truth::yes;
  }

  static Json entry(std::string_view words, const Json* paths, const Scope& scope) {
    Json evidence = Json::array();
    if (paths != nullptr)
      for (const Json& path : *paths)
        if (path.is_string())
          if (const Json* value = FactPath(path.get_ref<const std::string&>()).find(scope))
            gather_citations(*value, cited, evidence);
    return {{"text", render_message(words, scope)}, {"evidence", std::move(evidence)}};
  }

  // What the class to aim for still lacks, cheapest first.
  Json next(const VerdictClass& from, const Scope& scope) const {
    const VerdictClass* to = list_.find(from.next);
    if (to == nullptr) return nullptr;
    std::vector<Lack> lacking;
    for (const std::size_t i : to->requirements)
      if (const Requirement& r = list_.requirements[i]; r.holds.evaluate(scope) != Truth::yes)
        lacking.push_back(lack_of(r, scope));
    std::stable_sort(lacking.begin(), lacking.end(),
                     [](const Lack& a, const Lack& b) { return effort_rank(a.effort) < effort_rank(b.effort); });
    Json missing = Json::array();
    for (const Lack& lack : lacking)
      missing.push_back({{"text", render_message(lack.words, scope)}, {"effort", lack.effort}, {"rule", lack.rule}});
    return {{"class", to->id}, {"missing", std::move(missing)}};
  }

  struct Lack {
    std::string_view words;
    std::string_view effort;
    std::string_view rule;
  };

  // Where others' terms hold, `missing` would be advice that nobody can follow: `bound` has what to say then.
  Lack lack_of(const Requirement& r, const Scope& scope) const {
    const Json& bound = member(member(member(*list_.source, "requirements"), r.id), "bound");
    const Json& when = member(bound, "when");
    Problems none;  // said when the list was compiled
    if (when.is_object() && Condition::compile(when, Place{}, none).evaluate(scope) == Truth::yes)
      return {text(bound, "missing"), text(bound, "effort"), r.rule};
    return {r.missing, r.effort, r.rule};
  }

  static int effort_rank(std::string_view effort) { return effort == "low" ? 0 : (effort == "medium" ? 1 : 2); }

  const VerdictList& list_;
  const Json& facts_;
};

constexpr std::string_view undetermined = "undetermined";

std::string_view class_of(const VerdictList& verdicts, const Json& facts, const Json& model) {
  const std::size_t at = Decider(verdicts, facts).decide(model);
  return at == verdicts.classes.size() ? undetermined : verdicts.classes[at].id;
}

// What an undetermined model can turn out to be: the class when every doubt comes out badly, and when none does.
Json range_of(const VerdictList& verdicts, Json facts, const Json& model) {
  facts["doubts"] = Json::array();
  facts["unread"] = Json::object();
  const auto with = [&](std::string_view openness, std::string_view status) {
    Json settled = model;
    settled["scopes"]["weights"]["openness"] = openness;
    if (settled["weights"].value("status", "") == "unknown") settled["weights"]["status"] = status;
    return class_of(verdicts, facts, settled);
  };
  return {with("restricted", "absent"), with("open", "linked")};
}

// The repository itself, for when it names no model.
Json whole_repository(const Json& facts) {
  Json model = {{"name", nullptr}, {"path", ""}, {"offered", true}, {"documented", false}, {"evidence", Json::array()}};
  if (const auto weights = facts.find("weights"); weights != facts.end()) model["weights"] = *weights;
  Json scopes = Json::object();
  if (const auto licenses = facts.find("licenses"); licenses != facts.end() && licenses->is_object())
    for (const char* scope : {"code", "weights", "data", "documentation"})
      if (const auto found = licenses->find(scope); found != licenses->end()) scopes[scope] = *found;
  model["scopes"] = std::move(scopes);
  return model;
}

Json explained(const VerdictList& verdicts, const Json& facts, std::size_t at, const Json& model) {
  Json verdict = Decider(verdicts, facts).explain(at, model);
  if (verdict["class"] == undetermined) verdict["range"] = range_of(verdicts, facts, model);
  return verdict;
}

}  // namespace

const VerdictClass* VerdictList::find(std::string_view id) const {
  for (const VerdictClass& c : classes)
    if (c.id == id) return &c;
  return nullptr;
}

std::shared_ptr<VerdictList> compile_verdict(std::shared_ptr<const Json> source, Problems& problems) {
  auto verdicts = std::make_shared<VerdictList>();
  verdicts->source = std::move(source);
  Compiler(*verdicts, problems).run(*verdicts->source);
  return verdicts;
}

Json decide(const VerdictList& verdicts, const Json& facts, std::vector<std::string>& model_classes) {
  const Decider decider(verdicts, facts);
  const auto models = facts.find("models");
  const Json* deciding = nullptr;
  std::size_t worst = 0;
  bool worst_has_weights = false;
  const std::size_t none = verdicts.classes.size();
  if (models != facts.end() && models->is_array())
    for (const Json& model : *models) {
      const std::size_t at = decider.decide(model);
      model_classes.emplace_back(at == none ? "undetermined" : verdicts.classes[at].id);
      if (!model.value("offered", true)) continue;
      const bool has_weights = at != none && verdicts.classes[at].weights;
      // Weights decide; among those, the most restrictive. Without any, the most open remaining class.
      const bool replaces = deciding == nullptr || (has_weights && !worst_has_weights) ||
                            (has_weights == worst_has_weights && (has_weights ? at > worst : at < worst));
      if (!replaces) continue;
      deciding = &model;
      worst = at;
      worst_has_weights = has_weights;
    }
  const Json whole = whole_repository(facts);
  if (!worst_has_weights) {
    const std::size_t at = decider.decide(whole);
    const bool better = deciding == nullptr || at < worst || (at != none && verdicts.classes[at].weights);
    if (better) return explained(verdicts, facts, at, whole);
  }
  return explained(verdicts, facts, worst, *deciding);
}

}  // namespace auditor::assess
