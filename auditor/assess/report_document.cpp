#include "auditor/assess/report_document.h"

#include "auditor/core/digest.h"
#include "auditor/core/resources.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/texts/identify.h"

#include <array>

namespace auditor::assess {
namespace {

const Json& get(const Json& object, std::string_view key) {
  static const Json nothing;
  const auto found = object.find(key);
  return found == object.end() ? nothing : *found;
}

Json or_list(const Json& value) { return value.is_array() ? value : Json::array(); }

// One scope of the report: {status, license {…}, evidence}.
Json scope_json(const Json& terms, const Json& status) {
  Json license = Json::object();
  const Json& concluded = get(terms, "concluded");
  license["concluded"] = concluded;
  for (const char* key : {"declared", "detected", "inherited"}) license[key] = or_list(get(terms, key));
  const Json& openness = get(terms, "openness");
  license["openness"] = openness.is_string() ? openness : Json("none");
  const Json& how = get(terms, "status");
  license["status"] = how.is_string() ? how : Json("unknown");
  return {{"status", status.is_string() ? status : Json("unknown")},
          {"license", std::move(license)},
          {"evidence", or_list(get(terms, "evidence"))}};
}

// Whether code is there at all: the best status of its roles.
Json code_status(const Json& code) {
  static constexpr std::array<std::string_view, 4> order{"included", "linked", "absent", "unknown"};
  std::size_t best = order.size() - 1;
  if (code.is_object())
    for (const Json& role : code) {
      const Json& status = get(role, "status");
      for (std::size_t i = 0; i < best; ++i)
        if (status == Json(order[i])) best = i;
    }
  return order[best];
}

Json documentation_status(const Json& card) {
  const Json& status = get(card, "status");
  if (status == "present") return "included";
  return status;
}

Json scopes_json(const Json& terms, const Json& weights, const Json& facts) {
  return {{"code", scope_json(get(terms, "code"), code_status(get(facts, "code")))},
          {"weights", scope_json(get(terms, "weights"), get(weights, "status"))},
          {"data", scope_json(get(terms, "data"), get(get(facts, "data"), "status"))},
          {"documentation", scope_json(get(terms, "documentation"), documentation_status(get(facts, "card")))}};
}

Json models_json(const Json& facts, const Assessment& assessment) {
  Json models = Json::array();
  const Json& all = get(facts, "models");
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Json& m = all[i];
    const Json& bias = get(m, "bias");
    models.push_back({{"name", get(m, "name")},
                      {"path", get(m, "path")},
                      {"cards", or_list(get(m, "cards"))},
                      {"documented", get(m, "documented")},
                      {"offered", get(m, "offered")},
                      {"verdict", {{"class", assessment.model_classes[i]}}},
                      {"scopes", scopes_json(get(m, "scopes"), get(m, "weights"), facts)},
                      {"bias", {{"level", get(bias, "level")}}}});
  }
  return models;
}

std::string bias_name(const Json& level) {
  static constexpr std::array<std::string_view, 5> names{"absent", "placeholder or mention", "stated", "measured",
                                                         "accountable"};
  if (!level.is_number_integer()) return "unknown";
  const auto at = level.get<long long>();
  return at < 0 || at > 4 ? "unknown" : std::string(names[static_cast<std::size_t>(at)]);
}

}  // namespace

Json tool_json() {
  std::string digests;
  for (const std::string_view name : resource_names("rules/sets/")) {
    const auto bytes = find_resource(name)->bytes;
    digests += fingerprint_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }
  return {{"name", "auditor"},
          {"version", AUDITOR_VERSION},
          {"data",
           {{"spdx_list", licenses::catalog_version()},
            {"fingerprints", licenses::fingerprint_version()},
            {"rules", fingerprint_hex(digests)}}}};
}

Json summarize(const Json& findings) {
  Json summary = {{"error", 0}, {"warning", 0}, {"note", 0},   {"pass", 0},
                  {"fail", 0},  {"unknown", 0}, {"waived", 0}, {"not_applicable", 0}};
  for (const Json& finding : findings) {
    std::string status = finding.at("status").get<std::string>();
    if ((status == "fail" || status == "unknown") && get(finding, "baseline") == "unchanged") {
      summary["known"] = summary.value("known", 0) + 1;
      continue;
    }
    if (status == "fail") {
      const auto severity = finding.at("severity").get<std::string>();
      summary[severity] = summary[severity].get<int>() + 1;
    }
    if (status == "not-applicable") status = "not_applicable";
    summary[status] = summary[status].get<int>() + 1;
  }
  return summary;
}

Json build_report(Json facts, const Assessment& assessment, const std::string& generated) {
  Json findings = Json::array();
  for (const Finding& finding : assessment.findings) findings.push_back(to_json(finding));
  const Json& bias = get(facts, "bias");
  const Json& level = get(bias, "level");
  Json report = {{"schema", "auditor-report/1"},
                 {"tool", tool_json()},
                 {"generated", generated.empty() ? Json(nullptr) : Json(generated)},
                 {"source", get(facts, "source")},
                 {"verdict", assessment.verdict},
                 {"doubts", or_list(get(facts, "doubts"))},
                 {"scopes", scopes_json(get(facts, "licenses"), get(facts, "weights"), facts)},
                 {"cards", or_list(get(get(facts, "card"), "cards"))},
                 {"models", models_json(facts, assessment)},
                 {"bias", {{"level", level}, {"name", bias_name(level)}, {"signals", or_list(get(bias, "signals"))}}},
                 {"levels", assessment.levels},
                 {"rule_sets", assessment.rule_sets}};
  if (const Json& may = get(facts, "permissions"); may.is_object()) report["permissions"] = may;
  report["summary"] = summarize(findings);
  report["findings"] = std::move(findings);
  if (const auto models = facts.find("models"); models != facts.end())
    for (std::size_t i = 0; i < models->size(); ++i) (*models)[i]["verdict"] = assessment.model_classes[i];
  report["facts"] = std::move(facts);
  return report;
}

}  // namespace auditor::assess
