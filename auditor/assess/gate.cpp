#include "auditor/assess/gate.h"

#include "auditor/assess/clauses.h"
#include "auditor/assess/regressions.h"
#include "auditor/assess/report_document.h"
#include "auditor/core/json_view.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace auditor::assess {
namespace {

bool keeps_back(const Json& finding, int threshold) {
  const std::string_view status = text(finding, "status");
  return (status == "fail" || status == "unknown") && text(finding, "baseline") != "unchanged" &&
         severity_rank(text(finding, "severity")) >= threshold;
}

}  // namespace

Json judge(Json facts, const Config& config, const AssessOptions& options, const Baseline& baseline, const Day& day) {
  const std::string generated(day.generated.empty() ? text(member(facts, "source"), "time") : day.generated);
  Assessment assessment = assess(facts, options);
  // Before the configuration, so that its severities and waivers also meet what got worse.
  if (!baseline.report.is_null())
    add_regressions(assessment, compare_reports(baseline.report, build_report(facts, assessment, generated)));
  const bool configured = !config.path.empty() || config.origin != "none";
  if (configured) apply_config(assessment, config, options, facts, day.today);
  Json report = build_report(std::move(facts), assessment, generated);
  add_clauses(options.rule_sets, report);
  if (configured) report["policy"] = policy_json(config, assessment);
  if (!baseline.report.is_null()) apply_baseline(report, baseline.report);
  return report;
}

Blocking blocking(const Json& report, std::string_view severity) {
  Blocking found;
  const int threshold = severity_rank(severity);
  const auto findings = report.find("findings");
  if (threshold == 0 || findings == report.end()) return found;
  std::unordered_set<std::string_view> seen;
  for (const Json& finding : *findings) {
    if (!keeps_back(finding, threshold)) continue;
    ++found.findings;
    if (text(finding, "status") == "unknown") ++found.unknown;
    if (const std::string_view rule = text(finding, "rule"); seen.insert(rule).second) found.rules.emplace_back(rule);
  }
  return found;
}

bool has_revisions(const Json& report) {
  const Json* kind = find_path(report, "source.kind");
  return kind != nullptr && *kind != "folder" && *kind != "mof-record";
}

Json gate_json(const Json& report, const Blocking& blocking, std::string_view fail_on) {
  return {{"result", blocking.findings == 0 ? "passed" : "blocked"},
          {"fail_on", fail_on},
          {"findings", blocking.findings},
          {"unknown", blocking.unknown},
          {"known", number(member(report, "summary"), "known")},
          {"rules", blocking.rules}};
}

bool has_nothing(const Json& facts) {
  const auto is = [&](const char* path, std::string_view wanted) {
    const Json* value = find_path(facts, path);
    return value != nullptr && value->is_string() && as_text(*value) == wanted;
  };
  const auto is_empty = [&](const char* path) {
    const Json* value = find_path(facts, path);
    return value == nullptr || value->empty();
  };
  const auto all_absent = [&](const char* key) {
    const Json& parts = member(facts, key);
    return parts.is_object() && std::all_of(parts.begin(), parts.end(), [](const Json& part) {
             const std::string_view status = text(part, "status");
             return status.empty() || status == "absent";
           });
  };
  return is("source.repository_kind", "model") && is("card.status", "absent") && is("weights.status", "absent") &&
         is("data.status", "undisclosed") && all_absent("code") && all_absent("documentation") &&
         is_empty("licenses.files") && is_empty("licenses.labels") && is_empty("weights.files") &&
         is_empty("lineage.parents") && is_empty("doubts") && is_empty("diagnostics") && is_empty("limits");
}

bool is_on_no_model(const Json& report) {
  const Json* kind = find_path(report, "verdict.class");
  return kind != nullptr && *kind == "not-a-model";
}

}  // namespace auditor::assess
