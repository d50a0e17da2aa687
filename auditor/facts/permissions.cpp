#include "auditor/facts/permissions.h"

#include "auditor/core/json_view.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/permissions/uses.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <set>
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

Ruling of_use(const Json& facts, const std::string& use) {
  if (use == "embed-code") return of_scope(facts, "code", use);
  const std::string subject = subject_of(facts);
  Ruling out = of_scope(facts, subject, use);
  if (subject != "weights") return out;
  const Json* parents = find_path(facts, "lineage.parents");
  if (parents != nullptr)
    for (const Json& parent : *parents) {
      out = permissions::join(std::move(out), of_parent(parent, use));
      for (const Json& ancestor : parent.value("ancestors", Json::array()))
        if (ancestor.at("license").is_string())
          out = permissions::join(std::move(out), of_ancestor(ancestor, parent, use));
    }
  add_code(facts, use, out);
  return out;
}

// Met or not as the repository shows; what the next one does with it cannot be seen here.
std::string status_of(const Json& facts, const Condition& condition) {
  const Json* payload = find_path(facts, "licenses.payload");
  if (payload == nullptr) return "unknown";
  const std::string shown = condition.kind == "license-copy" ? text_at(*payload, "text")
                            : condition.text.find("copyright") != std::string::npos
                                ? text_at(*payload, "copyright_notice")
                                : "";
  return shown == "present" ? "met" : shown == "absent" ? "unmet" : "unknown";
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

Json license_places(const Json& facts) {
  Json out = Json::array();
  for (const Json& file : facts.at("licenses").value("files", Json::array()))
    for (const Json& place : file.value("evidence", Json::array()))
      if (out.size() < 2) out.push_back(place);
  return out;
}

}  // namespace

Json permissions_json(const Json& facts) {
  Json out = Json::object();
  const Json limiting = limiting_data_json(facts);
  for (const std::string& use : permissions::use_names()) {
    out[use] = of_use(facts, use).json();
    if (use == "embed-code") continue;
    if (Json forbidding = data_against(limiting, use); !forbidding.empty()) out[use]["data"] = std::move(forbidding);
  }
  return out;
}

Json owed_json(const Json& facts, const std::vector<std::string>& uses) {
  Json out = Json::array();
  std::set<std::string> said;
  for (const std::string& use : uses)
    for (const Condition& c : of_use(facts, use).conditions) {
      if (!permissions::is_duty(c.kind) || !said.insert(c.kind + c.text).second) continue;
      const std::string status = status_of(facts, c);
      out.push_back({{"kind", c.kind},
                     {"text", c.text},
                     {"status", status},
                     {"evidence", status == "met" ? license_places(facts) : Json::array()}});
    }
  const Json* inherited = find_path(facts, "lineage.obligations");
  if (inherited != nullptr)
    for (const Json& o : *inherited)
      out.push_back({{"kind", o.at("kind")},
                     {"text", o.value("text", "")},
                     {"status", o.at("status")},
                     {"evidence", o.value("evidence", Json::array())}});
  return out;
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
