#include "auditor/facts/permissions.h"

#include "auditor/core/json_view.h"
#include "auditor/core/suggest.h"
#include "auditor/core/text.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/catalog/expression.h"
#include "auditor/licenses/permissions/compatibility.h"
#include "auditor/licenses/permissions/uses.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <utility>

namespace auditor::facts {
namespace {

using permissions::Answer;
using permissions::Because;
using permissions::Condition;
using permissions::Ruling;

std::string text_at(const Json& object, const char* key) { return std::string(text(object, key)); }

// A reason is shown by its strongest places, not by all.
Json few(const Json& evidence) {
  constexpr std::size_t most = 2;
  Json out = Json::array();
  for (std::size_t i = 0; i < evidence.size() && i < most; ++i) out.push_back(evidence[i]);
  return out;
}

Json evidence_at(const Json& object) { return few(object.value("evidence", Json::array())); }

bool is_same_place(const Json& a, const Json& b) {
  return a.value("path", "") == b.value("path", "") && a.value("start_line", 0) == b.value("start_line", 0);
}

const Json& parents_of(const Json& facts) {
  static const Json none = Json::array();
  const Json* found = find_path(facts, "lineage.parents");
  return found == nullptr ? none : *found;
}

bool lists(const Json& ids, const std::string& id) { return std::find(ids.begin(), ids.end(), id) != ids.end(); }

// Where the repository says that a licence holds: its text, and the label or parent that brings it.
Json places_of(const Json& facts, const Json& scope, const std::string& license) {
  Json texts = Json::array();
  Json labels = Json::array();
  Json parents = Json::array();
  for (const Json& file : facts.at("licenses").value("files", Json::array()))
    if (file.value("text", false) && file.value("role", "") != "notice" && lists(file.at("ids"), license))
      for (const Json& place : file.at("evidence")) texts.push_back(place);
  for (const Json& label : facts.at("licenses").value("labels", Json::array()))
    if (const std::string said = text_at(label, "expression"); !said.empty() && licenses::names(said, license))
      for (const Json& place : label.at("evidence")) labels.push_back(place);
  for (const Json& parent : parents_of(facts))
    if (text_at(parent, "license") == license)
      for (const Json& place : parent.at("evidence")) parents.push_back(place);
  Json out = Json::array();
  for (const Json* places : {&texts, &labels, &parents})
    if (!places->empty() && out.size() < 2) out.push_back(places->front());
  return out.empty() ? few(scope.value("evidence", Json::array())) : out;
}

// Each reason cites what brings its own licence.
void cite_each(const Json& facts, const Json& scope, Ruling& ruling) {
  for (Because& because : ruling.because)
    if (!because.license.empty()) because.evidence = places_of(facts, scope, because.license);
}

// What is not settled: a yes becomes unknown, a no stays.
void doubt(Ruling& ruling, Because because) {
  if (ruling.answer == Answer::no) return;
  if (ruling.answer != Answer::unknown) ruling.because.clear();
  ruling.answer = Answer::unknown;
  ruling.conditions.clear();
  ruling.because.push_back(std::move(because));
}

// The scope may be less open than its licence: the repository's own words limit it, or something was not read.
bool is_less_open(const std::string& said, const std::string& concluded) {
  constexpr std::array<std::string_view, 7> order = {
      "open", "permissive-unlisted", "restricted", "noncommercial", "no-derivatives", "proprietary", "unknown"};
  const auto rank = [&](std::string_view name) { return std::find(order.begin(), order.end(), name) - order.begin(); };
  return rank(said) > rank(licenses::to_string(licenses::openness_of(concluded)));
}

void add_duties(const Json& scope, const std::string& license, Ruling& ruling) {
  if (ruling.answer != Answer::yes && ruling.answer != Answer::yes_if) return;
  for (const Json& duty : scope.value("duties", Json::array())) {
    if (duty.value("request", false)) continue;  // asked for, not required
    ruling.answer = Answer::yes_if;
    ruling.conditions.push_back({text_at(duty, "kind"), "", text_at(duty, "text"), license});
  }
}

void add_doubts(const Json& facts, const std::string& name, Ruling& ruling) {
  for (const Json& open : facts.value("doubts", Json::array()))
    if (text_at(open, "scope") == name) doubt(ruling, {"", "Not settled: " + text_at(open, "text"), evidence_at(open)});
}

// Files and folders of the code under terms of their own (`several-texts`): without them, where those do not permit it.
void add_parts_of_code(const Json& facts, std::string_view use, Ruling& ruling) {
  if (ruling.answer != Answer::yes && ruling.answer != Answer::yes_if) return;
  for (const Json* part : objects(member(member(facts, "licenses"), "conflicts"))) {
    const std::string license(text(*part, "detected"));
    if (text(*part, "scope") != "code" || text(*part, "kind") != "several-texts" || license.empty()) continue;
    const Answer answer = permissions::rule(license, use, Json::array()).answer;
    if (answer == Answer::yes || answer == Answer::yes_if) continue;
    const std::string explanation(text(*part, "explanation"));
    if (answer == Answer::unknown) return doubt(ruling, {license, explanation, few(member(*part, "evidence"))});
    ruling.answer = Answer::yes_if;
    ruling.conditions.push_back(
        {"field-excluded", license, "Without the part of the code that does not permit it: " + explanation, license});
    ruling.because.push_back({license, explanation, few(member(*part, "evidence"))});
  }
}

Ruling of_scope(const Json& facts, const std::string& name, std::string_view use) {
  const Json& scope = facts.at("licenses").at(name);
  const std::string license = text_at(scope, "concluded");
  Ruling out;
  if (license.empty()) {
    out.because = {{"", fmt::format("No terms were found for the {}: without a licence nothing is granted.", name),
                    evidence_at(scope)}};
  } else {
    out = permissions::rule(license, use, evidence_at(scope));
    cite_each(facts, scope, out);
    add_duties(scope, license, out);
    if (is_less_open(text_at(scope, "openness"), license))
      doubt(out, {license, "The repository limits it beyond its licence, or what could limit it was not read.",
                  evidence_at(scope)});
  }
  for (const Json& unread : scope.value("unread", Json::array()))
    if (unread.is_string())
      doubt(out, {"", "Terms are named that were not read: " + unread.get<std::string>(), evidence_at(scope)});
  if (name == "code") add_parts_of_code(facts, use, out);
  add_doubts(facts, name, out);
  return out;
}

Ruling of_parent(const Json& parent, std::string_view use) {
  const std::string license = text_at(parent, "license");
  const std::string id = text_at(parent, "id");
  if (license.empty())
    return {
        Answer::unknown, {}, {{"", fmt::format("The terms of its parent {} are not known.", id), evidence_at(parent)}}};
  Ruling out = permissions::rule(license, use, evidence_at(parent));
  for (Because& because : out.because) because.clause = fmt::format("From its parent {}: {}", id, because.clause);
  return out;
}

// What a parent was made from itself, cited where the parent is.
Ruling of_ancestor(const Json& ancestor, const Json& parent, std::string_view use) {
  Ruling out = permissions::rule(text_at(ancestor, "license"), use, evidence_at(parent));
  for (Because& because : out.because)
    because.clause = fmt::format("From {}, of which its parent {} was made: {}", text_at(ancestor, "id"),
                                 text_at(parent, "id"), because.clause);
  return out;
}

// Whether the label that leaves restrictions out was found already (licenses.conflicts), which says so itself.
bool is_said(const Json& facts, const permissions::Incompatible& found, const std::string& license) {
  // That no licence can mend it is said beside it.
  if (found.kind == "further-restrictions" || found.kind == "no-derivatives") return false;
  const Json conflicts = facts.at("licenses").value("conflicts", Json::array());
  return std::any_of(conflicts.begin(), conflicts.end(), [&](const Json& conflict) {
    return text_at(conflict, "kind") == "permissive-on-restricted-base" && text_at(conflict, "detected") == license;
  });
}

// Limits that are passed on with their text hold, whatever else is declared.
bool is_met(const Json& facts, const permissions::Incompatible& found, const std::string& license) {
  if (found.kind != "pass-through") return false;
  const Json files = facts.at("licenses").value("files", Json::array());
  return std::any_of(files.begin(), files.end(),
                     [&](const Json& file) { return file.value("text", false) && lists(file.at("ids"), license); });
}

Json both_places(const Json& facts, const Json& parent, const std::string& other, const Json& scope) {
  Json out = Json::array();
  for (const Json& places : {few(parent.at("evidence")), places_of(facts, scope, other)})
    for (const Json& place : places)
      if (std::none_of(out.begin(), out.end(), [&](const Json& known) { return is_same_place(known, place); }))
        out.push_back(place);
  return out;
}

constexpr std::size_t most_conflicts = 50;

// What the terms of the parents leave no room for, were all of them the parents of one model.
Json conflicts_of(const Json& facts) {
  Json out = Json::array();
  const Json& scope = facts.at("licenses").at("weights");
  const Json& parents = parents_of(facts);
  const auto add = [&](const permissions::Incompatible& found, const Json& declared, const Json& parent,
                       Json evidence) {
    const Json one = {{"kind", found.kind},      {"declared", declared},
                      {"from", parent.at("id")}, {"license", parent.at("license")},
                      {"text", found.text},      {"evidence", std::move(evidence)}};
    const auto same = [&](const Json& known) { return known["text"] == one["text"]; };
    if (out.size() < most_conflicts && std::none_of(out.begin(), out.end(), same)) out.push_back(one);
  };
  for (std::size_t i = 0; i < parents.size(); ++i) {
    const std::string license = text_at(parents[i], "license");
    if (license.empty()) continue;
    // What is declared and what the text says; that the parent's own text is here as well passes its terms on.
    for (const char* key : {"declared", "detected"})
      for (const Json& declared : scope.value(key, Json::array()))
        if (const auto found =
                permissions::incompatible(declared.get<std::string>(), license, text_at(parents[i], "relation"));
            found && !is_met(facts, *found, license) && !is_said(facts, *found, license))
          add(*found, declared, parents[i], both_places(facts, parents[i], declared, scope));
    for (std::size_t j = 0; j < i; ++j)
      if (const auto found = permissions::incompatible_parts(text_at(parents[j], "license"), license))
        add(*found, parents[j].at("license"), parents[i],
            both_places(facts, parents[i], text_at(parents[j], "license"), scope));
  }
  return out;
}

// Of several models each has parents of its own.
bool has_several_models(const Json& facts) {
  const Json* models = find_path(facts, "models");
  return models != nullptr && models->size() > 1;
}

// A result that cannot meet the terms of all its parts cannot be passed on, whatever each part permits alone.
void add_conflicts(const Json& conflicts, bool several, std::string_view use, Ruling& ruling) {
  if (use != "redistribute" && use != "publish-derivative" && use != "quantize" && use != "host") return;
  for (const Json& one : conflicts) {
    if (one.at("kind") != "further-restrictions" && one.at("kind") != "no-derivatives") continue;
    Because because{text_at(one, "license"), text_at(one, "text"), evidence_at(one)};
    if (several) because.clause = "Which of the models here was made from it was not read: " + because.clause;
    // Serving it to others passes on no copy, but whether that is enough was not read of either text.
    if (use == "host" || several) doubt(ruling, std::move(because));
    else ruling = permissions::join(std::move(ruling), {Answer::no, {}, {std::move(because)}});
  }
  if (conflicts.size() >= most_conflicts)
    doubt(ruling, {"",
                   fmt::format("Only {} of the terms that do not fit together are listed; others may forbid it.",
                               most_conflicts),
                   Json::array()});
}

// A parent's terms are among those of the weights already: said once, with the parent named.
void say_once(Ruling& ruling) {
  std::vector<Because> kept;
  for (std::size_t i = 0; i < ruling.because.size(); ++i) {
    const Because& one = ruling.because[i];
    const auto says_it = [&](const Because& other) {
      return &other != &one && other.license == one.license && other.clause.ends_with(one.clause) &&
             (other.clause.size() > one.clause.size() || &other < &one);
    };
    if (std::none_of(ruling.because.begin(), ruling.because.end(), says_it)) kept.push_back(one);
  }
  ruling.because = std::move(kept);
}

// The weights can be used with other code; with this code its terms hold as well.
void add_code(const Json& facts, std::string_view use, Ruling& ruling) {
  if ((use != "commercial" && use != "host") || ruling.answer == Answer::no || ruling.answer == Answer::unknown) return;
  const std::string license = text_at(facts.at("licenses").at("code"), "concluded");
  if (license.empty() || of_scope(facts, "code", use).answer != Answer::no) return;
  ruling.answer = Answer::yes_if;
  ruling.conditions.push_back(
      {"field-excluded", license, "With other code: this repository's code does not permit it.", license});
}

// What the uses are asked of: the weights of a model, the data of a data set, the code of an application.
std::string subject_of(const Json& facts) {
  const Json* kind = find_path(facts, "source.repository_kind");
  if (kind == nullptr || !kind->is_string()) return "weights";
  return *kind == "dataset" ? "data" : *kind == "space" ? "code" : "weights";
}

Ruling of_use(const Json& facts, const Json& conflicts, const std::string& use) {
  if (use == "embed-code") return of_scope(facts, "code", use);
  const std::string subject = subject_of(facts);
  Ruling out = of_scope(facts, subject, use);
  if (subject != "weights") return out;
  for (const Json& parent : parents_of(facts)) {
    out = permissions::join(std::move(out), of_parent(parent, use));
    for (const Json& ancestor : parent.value("ancestors", Json::array()))
      if (ancestor.at("license").is_string())
        out = permissions::join(std::move(out), of_ancestor(ancestor, parent, use));
  }
  add_conflicts(conflicts, has_several_models(facts), use, out);
  add_code(facts, use, out);
  say_once(out);
  return out;
}

// Training data whose terms do not permit the use: named apart, for whether they reach the weights is disputed.
Json data_against(const Json& limiting, const std::string& use) {
  Json out = Json::array();
  for (const Json& set : limiting)
    if (set.at("license").is_string() &&
        permissions::rule(set.at("license").get<std::string>(), use, Json::array()).answer == Answer::no)
      out.push_back(set);
  return out;
}

}  // namespace

Json incompatible_json(const Json& facts) { return has_several_models(facts) ? Json::array() : conflicts_of(facts); }

Json permissions_json(const Json& facts) {
  Json out = Json::object();
  const Json* found = find_path(facts, "lineage.incompatible");
  const Json conflicts = found == nullptr ? Json::array() : has_several_models(facts) ? conflicts_of(facts) : *found;
  const Json limiting = limiting_data_json(facts);
  for (const std::string& use : permissions::use_names()) {
    out[use] = of_use(facts, conflicts, use).json();
    if (use == "embed-code") continue;
    if (Json forbidding = data_against(limiting, use); !forbidding.empty()) out[use]["data"] = std::move(forbidding);
  }
  return out;
}

Error no_such_use(const std::string& use) {
  return {ErrorCode::usage,
          fmt::format("there is no use {}{}; uses: {}", printable(use), did_you_mean(use, permissions::use_names()),
                      fmt::join(permissions::use_names(), ", ")),
          {},
          0};
}

Json limiting_data_json(const Json& facts) {
  Json out = Json::array();
  const Json* sets = find_path(facts, "data.datasets");
  const Json* models = find_path(facts, "models");
  // What a data set was made from is under `dataset.sources`.
  if (sets == nullptr || models == nullptr || models->empty()) return out;
  for (const Json& set : *sets) {
    const std::string openness = text_at(set, "openness");
    const std::string role = text_at(set, "role");
    if (role == "evaluation" || openness == "open" || openness == "permissive-unlisted" || openness == "unknown")
      continue;
    out.push_back({{"name", text_at(set, "name")},
                   {"license", set.value("license", Json())},
                   {"openness", openness},
                   {"text", "Its terms limit the data; whether that reaches the weights is disputed."},
                   {"evidence", evidence_at(set)}});
  }
  return out;
}

}  // namespace auditor::facts
