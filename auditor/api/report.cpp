#include "auditor/report.h"

#include "auditor/api/document.h"
#include "auditor/core/json_view.h"
#include "auditor/render.h"
#include "auditor/report/escape.h"
#include "auditor/report/render.h"
#include "auditor/report/view.h"

namespace auditor {
namespace {

std::vector<Citation> citations_of(const Json& object) {
  std::vector<Citation> out;
  for (const report::Place& at : report::places(member(object, "evidence")))
    out.push_back(
        {std::string(at.path), static_cast<int>(at.start_line), static_cast<int>(at.end_line), std::string(at.quote)});
  return out;
}

Severity severity_of(std::string_view name) {
  return name == "error" ? Severity::error : name == "warning" ? Severity::warning : Severity::note;
}

Status status_of(std::string_view name) {
  if (name == "pass") return Status::pass;
  if (name == "fail") return Status::fail;
  if (name == "waived") return Status::waived;
  return name == "not-applicable" ? Status::not_applicable : Status::unknown;
}

Finding finding_of(const Json& from) {
  Finding out;
  out.rule = text(from, "rule");
  out.rule_set = text(from, "rule_set");
  out.title = text(from, "title");
  out.severity = severity_of(text(from, "severity"));
  out.status = status_of(text(from, "status"));
  out.message = text(from, "message");
  out.remedy = text(from, "remedy");
  out.evidence = citations_of(from);
  out.fingerprint = text(from, "fingerprint");
  out.baseline = text(from, "baseline");
  return out;
}

}  // namespace

Result<Report> Report::parse(std::string_view json) {
  auto parsed = parse_json(json, "report");
  if (!parsed) return tl::unexpected(parsed.error());
  if (!text(*parsed, "schema").starts_with("auditor-report/"))
    return fail(ErrorCode::malformed, "is no report of auditor", "report");
  return make_report(std::move(*parsed));
}

std::string Report::json() const { return report::dump_safe(document_->json); }

std::string Report::verdict() const { return std::string(as_text(report::at(document_->json, "verdict.class"))); }

Scope Report::scope(std::string_view name) const {
  const Json* found = find_path(document_->json, "scopes." + std::string(name));
  if (found == nullptr) return {};
  const Json& license = member(*found, "license");
  return {std::string(text(*found, "status")), std::string(text(license, "concluded")),
          std::string(text(license, "openness")), citations_of(*found)};
}

std::vector<Finding> Report::findings() const {
  std::vector<Finding> out;
  for (const Json* finding : objects(member(document_->json, "findings"))) out.push_back(finding_of(*finding));
  return out;
}

std::vector<Doubt> Report::doubts() const {
  std::vector<Doubt> out;
  for (const Json* doubt : objects(member(document_->json, "doubts")))
    out.push_back({std::string(text(*doubt, "scope")), std::string(text(*doubt, "kind")),
                   std::string(text(*doubt, "text")), citations_of(*doubt)});
  return out;
}

std::optional<std::string> Report::value(std::string_view dotted_path) const {
  const Json* found = find_path(document_->json, dotted_path);
  return found == nullptr ? std::nullopt : std::optional(dump_json(*found));
}

std::vector<std::string> report_formats() {
  const auto names = report::formats();
  return {names.begin(), names.end()};
}

Result<std::string> render(std::string_view format, const Report& report, const RenderOptions& options) {
  report::RenderOptions inner;
  inner.color = options.color;
  inner.unicode = options.unicode;
  inner.width = options.width;
  inner.leave_out_waived = options.leave_out_waived;
  inner.cyclonedx_version = options.cyclonedx_version;
  return report::render(format, report.document().json, inner);
}

}  // namespace auditor
