#include "auditor/report.h"

#include "auditor/api/document.h"
#include "auditor/core/text.h"
#include "auditor/render.h"
#include "auditor/report/escape.h"
#include "auditor/report/render.h"

namespace auditor {
namespace {

std::string text_of(const Json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

int line_of(const Json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_number_integer() ? found->get<int>() : 0;
}

const Json& list_of(const Json& object, const char* key) {
  static const Json none = Json::array();
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_array() ? *found : none;
}

std::vector<Citation> citations_of(const Json& object) {
  std::vector<Citation> out;
  for (const Json& at : list_of(object, "evidence"))
    out.push_back({text_of(at, "path"), line_of(at, "start_line"), line_of(at, "end_line"), text_of(at, "quote")});
  return out;
}

Severity severity_of(const std::string& name) {
  return name == "error" ? Severity::error : name == "warning" ? Severity::warning : Severity::note;
}

Status status_of(const std::string& name) {
  if (name == "pass") return Status::pass;
  if (name == "fail") return Status::fail;
  if (name == "waived") return Status::waived;
  return name == "not-applicable" ? Status::not_applicable : Status::unknown;
}

Finding finding_of(const Json& from) {
  Finding out;
  out.rule = text_of(from, "rule");
  out.rule_set = text_of(from, "rule_set");
  out.title = text_of(from, "title");
  out.severity = severity_of(text_of(from, "severity"));
  out.status = status_of(text_of(from, "status"));
  out.message = text_of(from, "message");
  out.remedy = text_of(from, "remedy");
  out.evidence = citations_of(from);
  out.fingerprint = text_of(from, "fingerprint");
  out.baseline = text_of(from, "baseline");
  return out;
}

}  // namespace

Result<Report> Report::parse(std::string_view json) {
  auto parsed = parse_json(json, "report");
  if (!parsed) return tl::unexpected(parsed.error());
  if (!text_of(*parsed, "schema").starts_with("auditor-report/"))
    return fail(ErrorCode::malformed, "is no report of auditor", "report");
  return make_report(std::move(*parsed));
}

std::string Report::json() const { return report::dump_safe(document_->json); }

std::string Report::verdict() const {
  const Json* found = find_path(document_->json, "verdict.class");
  return found != nullptr && found->is_string() ? found->get<std::string>() : std::string{};
}

Scope Report::scope(std::string_view name) const {
  const Json* found = find_path(document_->json, "scopes." + std::string(name));
  if (found == nullptr) return {};
  const Json* license = find_path(*found, "license");
  const Json none = Json::object();
  if (license == nullptr) license = &none;
  return {text_of(*found, "status"), text_of(*license, "concluded"), text_of(*license, "openness"),
          citations_of(*found)};
}

std::vector<Finding> Report::findings() const {
  std::vector<Finding> out;
  for (const Json& finding : list_of(document_->json, "findings")) out.push_back(finding_of(finding));
  return out;
}

std::vector<Doubt> Report::doubts() const {
  std::vector<Doubt> out;
  for (const Json& doubt : list_of(document_->json, "doubts"))
    out.push_back({text_of(doubt, "scope"), text_of(doubt, "kind"), text_of(doubt, "text"), citations_of(doubt)});
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
