// GitLab code quality: a JSON array of the findings that failed or could not be judged, with unique fingerprints.
#include "auditor/core/digest.h"
#include "auditor/report/escape.h"
#include "auditor/report/renderers.h"
#include "auditor/report/view.h"

#include <algorithm>
#include <set>

namespace auditor::report {
namespace {

std::string unique(std::string fingerprint, std::set<std::string>& taken) {
  for (int copy = 2; !taken.insert(fingerprint).second; ++copy)
    fingerprint = fingerprint_hex(fingerprint + "#" + std::to_string(copy));
  return fingerprint;
}

}  // namespace

std::string render_gitlab(const Json& report, const RenderOptions& /*options*/) {
  Json out = Json::array();
  std::set<std::string> taken;
  for (const Finding& finding : by_urgency(findings(report))) {
    if (finding.status != "fail" && finding.status != "unknown") continue;
    const auto cards = texts(member(report, "cards"));
    const std::string_view fallback = cards.empty() ? std::string_view("README.md") : cards[0];
    const Place place = finding.evidence.empty() ? Place{fallback, 0, 0, {}} : finding.evidence[0];
    std::string description = clean(finding.message);
    if (!finding.remedy.empty()) description += " " + clean(finding.remedy);
    Json lines = {{"begin", std::max<std::int64_t>(place.start_line, 1)}};
    if (place.end_line > place.start_line) lines["end"] = place.end_line;
    out.push_back({{"description", description},
                   {"check_name", clean(finding.rule)},
                   {"fingerprint", unique(clean(finding.fingerprint), taken)},
                   {"severity", finding.severity == "error"     ? "critical"
                                : finding.severity == "warning" ? "minor"
                                                                : "info"},
                   {"categories", Json::array({"Compatibility"})},
                   {"location", {{"path", clean(repository_path(report, place.path))}, {"lines", std::move(lines)}}}});
  }
  return dump_safe(out);
}

}  // namespace auditor::report
