// Findings of the page, with what the filters need.
#include "auditor/report/escape.h"
#include "auditor/report/headline.h"
#include "auditor/report/html_model.h"
#include "auditor/report/labels.h"

#include <map>
#include <set>

namespace auditor::report {
namespace {

constexpr std::size_t opened = 12;  // the most urgent stand open

struct Option {
  const char* id;
  const char* label;
  bool on;
};
constexpr Option statuses[] = {{"fail", "Failed", true},
                               {"unknown", "Unknown", true},
                               {"waived", "Waived", true},
                               {"pass", "Passed", false},
                               {"not-applicable", "Not applicable", false}};
constexpr Option severities[] = {{"error", "Error", true}, {"warning", "Warning", true}, {"note", "Note", true}};

Json finding_sign(const Finding& finding) {
  if (finding.status == "pass") return {{"sign", "✓"}, {"tone", "good"}, {"label", "passed"}};
  if (finding.status == "unknown") return {{"sign", "?"}, {"tone", "unknown"}, {"label", "unknown"}};
  if (finding.status == "waived") return {{"sign", "–"}, {"tone", "unknown"}, {"label", "waived"}};
  if (finding.status == "not-applicable") return {{"sign", "–"}, {"tone", "unknown"}, {"label", "not applicable"}};
  if (finding.severity == "error") return {{"sign", "✗"}, {"tone", "bad"}, {"label", "error"}};
  if (finding.severity == "warning") return {{"sign", "!"}, {"tone", "partial"}, {"label", "warning"}};
  return {{"sign", "·"}, {"tone", "unknown"}, {"label", "note"}};
}

Json references_of(const Finding& finding) {
  Json out = Json::array();
  for (const Json* reference : objects(member(*finding.json, "references")))
    out.push_back({{"framework", text(*reference, "framework")}, {"clause", text(*reference, "clause")}});
  return out;
}

Json waiver_of(const Finding& finding) {
  const Json& waiver = member(*finding.json, "waiver");
  if (!waiver.is_object()) return false;
  return {{"reason", text(waiver, "reason")}, {"owner", text(waiver, "owner")}, {"expires", text(waiver, "expires")}};
}

Json finding_item(const Finding& finding, bool open) {
  const Json references = references_of(finding);
  return {{"mark", finding_sign(finding)},
          {"heading", headline(finding)},
          {"rule", finding.rule},
          {"set", finding.rule_set},
          {"dimension", heading(finding.dimension)},
          {"status", finding.status},
          {"severity", finding.severity},
          {"message", finding.message == headline(finding) ? std::string_view{} : finding.message},
          {"remedy", finding.status == "pass" ? std::string_view{} : finding.remedy},
          {"grade", finding.grade.empty() ? Json(false) : chip(finding.grade, to_string(tone_of_grade(finding.grade)))},
          {"citations", citations(member(*finding.json, "evidence"))},
          {"has_references", !references.empty()},
          {"references", references},
          {"waiver", waiver_of(finding)},
          {"fingerprint", finding.fingerprint},
          {"open", open}};
}

template <std::size_t N>
Json options_of(const Option (&options)[N], const std::map<std::string_view, std::size_t>& count) {
  Json out = Json::array();
  for (const Option& option : options) {
    const auto found = count.find(option.id);
    const std::size_t n = found == count.end() ? 0 : found->second;
    out.push_back({{"id", option.id}, {"label", option.label}, {"on", option.on}, {"count", std::to_string(n)}});
  }
  return out;
}

}  // namespace

void add_findings(Json& page, const Json& report) {
  const std::vector<Finding> all = by_urgency(findings(report));
  std::map<std::string_view, std::size_t> by_status;
  std::map<std::string_view, std::size_t> by_severity;
  std::map<std::string_view, std::string_view> titles;
  for (const Json* set : objects(member(report, "rule_sets"))) titles[text(*set, "id")] = text(*set, "title");
  std::set<std::string_view> sets;
  Json list = Json::array();
  for (const Finding& finding : all) {
    ++by_status[finding.status];
    if (finding.status == "fail") ++by_severity[finding.severity];
    sets.insert(finding.rule_set);
    list.push_back(finding_item(finding, finding.status == "fail" && list.size() < opened));
  }
  Json options = Json::array();
  for (const std::string_view set : sets)
    if (!set.empty()) options.push_back({{"id", set}, {"label", titles[set].empty() ? set : titles[set]}});
  page["findings"] = {{"any", !list.empty()},
                      {"items", std::move(list)},
                      {"statuses", options_of(statuses, by_status)},
                      {"severities", options_of(severities, by_severity)},
                      {"sets", std::move(options)},
                      {"total", grouped(static_cast<std::int64_t>(all.size()))}};
}

}  // namespace auditor::report
