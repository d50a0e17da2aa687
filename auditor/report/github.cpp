// Workflow commands of GitHub Actions: one annotation per finding that failed or could not be judged, the most urgent
// first, because a step shows only ten errors and ten warnings. What the baseline knows has none. The step summary is
// the markdown format.
#include "auditor/report/escape.h"
#include "auditor/report/headline.h"
#include "auditor/report/renderers.h"
#include "auditor/report/view.h"

#include <fmt/format.h>

namespace auditor::report {
namespace {

std::string annotation(const Json& report, const Finding& finding) {
  const std::string_view level = finding.severity == "error"     ? "error"
                                 : finding.severity == "warning" ? "warning"
                                                                 : "notice";
  std::string properties;
  if (!finding.evidence.empty()) {
    const Place& place = finding.evidence[0];
    properties = "file=" + escape_command_property(repository_path(report, place.path));
    if (place.start_line > 0) properties += fmt::format(",line={},endLine={}", place.start_line, place.end_line);
    properties += ",";
  }
  properties += "title=" + escape_command_property(finding.rule);
  std::string message = clean(headline(finding));
  if (!finding.remedy.empty()) message += " Remedy: " + clean(finding.remedy);
  return fmt::format("::{} {}::{}\n", level, properties, escape_command(message));
}

}  // namespace

std::string render_github(const Json& report, const RenderOptions& /*options*/) {
  std::string out;
  for (const Finding& finding : by_urgency(findings(report)))
    if ((finding.status == "fail" || finding.status == "unknown") && !is_known(finding))
      out += annotation(report, finding);
  const Json& verdict = member(report, "verdict");
  const Json& summary = member(report, "summary");
  const auto count = [&](const char* severity) {
    const auto findings = number(summary, severity);
    return fmt::format("{} {}{}", findings, severity, findings == 1 ? "" : "s");
  };
  out += fmt::format("::notice title=auditor::{}: {}, {}, {}, {}\n", escape_command(source_name(report)),
                     escape_command(text(verdict, "class")), count("error"), count("warning"), count("note"));
  return out;
}

}  // namespace auditor::report
