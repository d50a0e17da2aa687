#include "auditor/assess/mof.h"

#include "auditor/assess/report_document.h"
#include "auditor/core/resources.h"
#include "auditor/core/text.h"
#include "auditor/licenses/catalog/catalog.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace auditor::assess {
namespace {

const Json& get(const Json& object, std::string_view key) {
  static const Json nothing;
  if (!object.is_object()) return nothing;
  const auto found = object.find(key);
  return found == object.end() ? nothing : *found;
}

std::string text(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_primitive() && !value.is_null() ? value.dump() : std::string();
}

// The component's own licence, else the release's for its type, else the release's for everything; empty: none.
std::string license_of(const Json& component, const Json& release, const std::string& type) {
  const Json& own = get(component, "license");
  if (!own.is_null()) {
    std::string name = text(own);
    return name == "unlicensed" ? std::string() : name;
  }
  const Json& licenses = get(release, "license");
  for (const std::string& key : {type, std::string("distribution")})
    if (std::string name = text(get(get(licenses, key), "name")); !name.empty())
      return name == "unlicensed" ? std::string() : name;
  return {};
}

ComponentStatus status_of(const std::string& license, const std::string& type) {
  if (license.empty()) return ComponentStatus::unlicensed;
  if (!is_open_for_mof(license)) return ComponentStatus::invalid;
  const auto* known = licenses::find_license(license);
  const bool appropriate =
      known != nullptr && std::find(known->mof_types.begin(), known->mof_types.end(), type) != known->mof_types.end();
  return appropriate ? ComponentStatus::valid : ComponentStatus::conditional;
}

// The component that stands for `name` at a level: itself, or the one given in its place.
const MofComponent& stand_in(const std::vector<MofComponent>& all, const MofComponent& component,
                             const Json& alternates) {
  if (is_included(component.status)) return component;
  for (const Json& pair : alternates) {
    if (pair.at("component") != component.name) continue;
    for (const MofComponent& other : all)
      if (pair.at("instead") == other.name && other.status != ComponentStatus::missing) return other;
  }
  return component;
}

Json level_of(const std::vector<MofComponent>& components, const Json& framework) {
  Json level = {{"class", nullptr},
                {"title", "Model Openness Framework"},
                {"level", "Unclassified"},
                {"progress", Json::object()}};
  std::set<std::string> required;
  std::set<std::string> included;
  bool complete = true;
  for (const Json& c : framework.at("classes")) {
    const auto id = c.at("id").get<std::string>();
    for (const MofComponent& component : components) {
      if (component.level != id) continue;
      const MofComponent& chosen = stand_in(components, component, framework.at("alternates"));
      required.insert(chosen.name);
      if (is_included(chosen.status)) included.insert(chosen.name);
    }
    const double share = static_cast<double>(included.size()) / static_cast<double>(required.size());
    level["progress"][id] = complete ? std::lround(100 * share) : 0;
    complete = complete && included.size() == required.size();
    if (!complete) continue;
    level["class"] = id;
    level["level"] = c.at("title");
  }
  return level;
}

Finding finding_of(const MofComponent& component, const YamlDocument& record, const std::string& path) {
  Finding f;
  f.rule = component.rule;
  f.rule_set = "mof-1.0";
  f.title = component.name + " is given under an open licence";
  f.dimension = component.type == "code" ? "code" : (component.type == "data" ? "data" : "documentation");
  f.severity = Severity::note;
  f.status = is_included(component.status) ? Status::pass : Status::fail;
  f.grade = to_string(component.status);
  f.references = Json::array({{{"framework", "mof-1.0"}, {"clause", component.name}}});
  int line = 0;
  if (component.status != ComponentStatus::missing)
    line = record.line_of("/release/components/" + std::to_string(component.index));
  const std::string license = printable(component.license);
  f.evidence.push_back({{"path", path},
                        {"start_line", line},
                        {"end_line", line},
                        {"oid", ""},
                        {"quote", component.name + ": " + license},
                        {"quote_sha256", ""},
                        {"method", "mof-record"},
                        {"confidence", "high"}});
  switch (component.status) {
    case ComponentStatus::valid: f.message = component.name + " is under " + license + "."; break;
    case ComponentStatus::conditional:
      f.message = component.name + " is under " + license + ", which is open but not made for a component of type " +
                  component.type + ".";
      break;
    case ComponentStatus::invalid:
      f.message = component.name + " is under \"" + license + "\", which is no identifier of an open licence.";
      f.remedy = "Give the SPDX identifier of an open licence, written exactly.";
      break;
    case ComponentStatus::unlicensed:
      f.message = component.name + " is given without a licence.";
      f.remedy = "Give the component a licence, or the release one for its content type.";
      break;
    case ComponentStatus::missing:
      f.message = component.name + " is not given.";
      f.remedy = "Publish it under an open licence and add it to the record.";
      break;
  }
  f.fingerprint = make_fingerprint(f.rule, component.name, f.evidence);
  return f;
}

// What the record claims, as facts: enough for the decision between open and closed.
class RecordFacts {
 public:
  RecordFacts(const MofResult& result, const Json& record, const std::string& path) : result_(result), path_(path) {
    const Json& release = get(record, "release");
    facts_ = {{"schema", "auditor-facts/1"},
              {"source",
               {{"kind", "mof-record"},
                {"name", printable(text(get(release, "name")))},
                {"remote", printable(text(get(release, "repository")))},
                {"path", path},
                {"time", nullptr},
                {"partial", false}}}};
  }

  Json build() {
    Json code = Json::object();
    code["architecture"] = role("Model architecture");
    code["training"] = role("Training code");
    code["fine-tuning"] = {{"status", "unknown"}};
    code["inference"] = role("Inference code");
    code["evaluation"] = role("Evaluation code");
    code["data-preparation"] = role("Data preprocessing code");
    code["libraries"] = role("Supporting libraries and tools");
    facts_["code"] = std::move(code);
    Json weights = {{"status", given("Model parameters (Final)") ? "linked" : "absent"}};
    weights["checkpoints"] = {{"status", given("Model parameters (Intermediate)") ? "linked" : "absent"}};
    facts_["weights"] = weights;
    const bool data = given("Datasets");
    facts_["data"] = {{"status", data ? "linked" : "undisclosed"},
                      {"openness", openness("Datasets")},
                      {"detail", data ? "detailed" : "none"},
                      {"datasets", Json::array()}};
    facts_["card"] = {{"status", given("Model card") ? "linked" : "absent"}, {"cards", Json::array()}};
    facts_["licenses"] = {{"code", code_terms()},
                          {"weights", terms("Model parameters (Final)")},
                          {"data", terms("Datasets")},
                          {"documentation", terms("Model card")}};
    facts_["models"] = Json::array();
    return std::move(facts_);
  }

 private:
  const MofComponent& component(std::string_view name) const {
    return *std::find_if(result_.components.begin(), result_.components.end(),
                         [&](const MofComponent& c) { return c.name == name; });
  }
  bool given(std::string_view name) const { return component(name).status != ComponentStatus::missing; }

  std::string openness(std::string_view name) const {
    const MofComponent& c = component(name);
    if (is_included(c.status)) return "open";
    if (c.license.empty()) return given(name) ? "none" : "unknown";
    const auto* known = licenses::find_license(c.license);
    const bool closed = known != nullptr && known->id == c.license && !licenses::is_open(known->openness);
    return std::string(closed ? licenses::to_string(known->openness) : "unknown");
  }

  Json role(std::string_view name) const {
    if (!given(name)) return {{"status", "absent"}};
    return {{"status", "linked"}, {"openness", openness(name)}};
  }

  Json terms(std::string_view name) const {
    const MofComponent& c = component(name);
    const bool stated = !c.license.empty();
    return {{"status", stated ? "declared-only" : "absent"},
            {"concluded", stated ? Json(printable(c.license)) : Json()},
            {"openness", openness(name)},
            {"declared", stated ? Json::array({printable(c.license)}) : Json::array()},
            {"detected", Json::array()},
            {"inherited", Json::array()},
            {"duties", Json::array()},
            {"evidence", Json::array()},
            {"osi_approved", osi_approved(c)}};
  }

  // Identifiers count exactly as written.
  static std::string_view osi_approved(const MofComponent& c) {
    const auto* known = licenses::find_license(c.license);
    if (known == nullptr || known->id != c.license) return is_included(c.status) ? "no" : "unknown";
    return known->osi ? "yes" : "no";
  }

  // Several components of code: the first one that is not open decides.
  Json code_terms() const {
    const MofComponent* first = nullptr;
    for (const MofComponent& c : result_.components) {
      if (c.type != "code" || c.status == ComponentStatus::missing) continue;
      if (!is_included(c.status)) return terms(c.name);
      if (first == nullptr) first = &c;
    }
    return terms(first == nullptr ? "Model architecture" : first->name);
  }

  const MofResult& result_;
  std::string path_;
  Json facts_;
};

}  // namespace

std::string_view to_string(ComponentStatus status) {
  switch (status) {
    case ComponentStatus::valid: return "valid";
    case ComponentStatus::conditional: return "conditional";
    case ComponentStatus::invalid: return "invalid";
    case ComponentStatus::unlicensed: return "unlicensed";
    case ComponentStatus::missing: return "missing";
  }
  return "missing";
}

bool is_included(ComponentStatus status) {
  return status == ComponentStatus::valid || status == ComponentStatus::conditional;
}

bool is_mof_record(const Json& document) {
  const std::string name = text(get(get(document, "framework"), "name"));
  return contains_i(name, "model openness framework") && get(document, "release").is_object();
}

bool is_open_for_mof(std::string_view license) {
  if (license == "OpenMDW-1.0") return true;
  const auto* known = licenses::find_license(license);
  return known != nullptr && known->id == license && (known->osi || known->fsf || known->open_data);
}

MofResult evaluate_mof(const Json& record) {
  const Json framework = resource_json("rules/frameworks/mof-components.yaml");
  const Json& release = get(record, "release");
  const Json& given = get(release, "components");
  MofResult result;
  for (const Json& entry : framework.at("components")) {
    MofComponent component;
    component.name = entry.at("name").get<std::string>();
    component.type = entry.at("type").get<std::string>();
    component.level = text(entry.at("class"));
    component.rule = entry.at("rule").get<std::string>();
    for (std::size_t i = 0; given.is_array() && i < given.size(); ++i) {
      if (text(get(given[i], "name")) != component.name) continue;
      component.license = license_of(given[i], release, component.type);
      component.status = status_of(component.license, component.type);
      component.index = i;
      break;
    }
    result.components.push_back(std::move(component));
  }
  result.level = level_of(result.components, framework);
  return result;
}

Json mof_report(const YamlDocument& record, const std::string& path, const AssessOptions& options) {
  const MofResult result = evaluate_mof(record.value);
  Json facts = RecordFacts(result, record.value, printable(path)).build();
  AssessOptions verdict_only;
  verdict_only.verdict = options.verdict;
  Assessment assessment = assess(facts, verdict_only);
  for (const MofComponent& component : result.components)
    assessment.findings.push_back(finding_of(component, record, printable(path)));
  sort_findings(assessment.findings);
  assessment.levels["mof-1.0"] = result.level;
  assessment.rule_sets.push_back(
      {{"id", "mof-1.0"}, {"title", "Model Openness Framework"}, {"rules", result.components.size()}, {"digest", ""}});
  return build_report(std::move(facts), assessment, "");
}

}  // namespace auditor::assess
