#include "auditor/report/headline.h"

#include "auditor/report/labels.h"

namespace auditor::report {

std::string_view headline(const Finding& finding) {
  return finding.status == "fail" || finding.status == "unknown" ? finding.message : finding.title;
}

bool is_known(const Finding& finding) { return text(*finding.json, "baseline") == "unchanged"; }

std::string licence_in_words(const Json& scope) {
  const Json& license = member(scope, "license");
  const std::string_view concluded = text(license, "concluded");
  if (!concluded.empty()) return std::string(concluded);
  const std::string_view openness = text(license, "openness");
  const std::string_view status = text(scope, "status");
  return openness == "none" || status == "absent" || status == "undisclosed" ? "none found" : "not known";
}

std::string terms_in_words(const Json& scope) {
  const Json& license = member(scope, "license");
  if (text(license, "concluded").empty()) return licence_in_words(scope);
  const std::string_view openness = text(license, "openness");
  return openness.empty() || openness == "unknown" ? "not known" : words(openness);
}

}  // namespace auditor::report
