#include "auditor/report/verification.h"

#include "auditor/report/escape.h"

#include <fmt/format.h>

namespace auditor::report {
namespace {

std::string in_words(const std::string& answer) { return answer == "cannot-be-checked" ? "cannot be checked" : answer; }

std::string line_of(const Json& check) {
  const std::string subject = clean(check.value("subject", ""));
  const std::string at = clean(check.value("at", ""));
  return fmt::format("{:<17}  {:<10}  {}{}{}{}\n", in_words(check.value("answer", "")), check.value("about", ""),
                     subject, subject.empty() ? "" : ": ", clean(check.value("message", "")),
                     at.empty() || at == subject ? "" : " (" + at + ")");
}

std::string result_in_words(const std::string& result) {
  return result == "holds"   ? "the report holds"
         : result == "fails" ? "the report does not hold"
                             : "the report cannot be checked as a whole";
}

std::string as_text(const Json& document) {
  const Json& report = document.at("report");
  const std::string commit = clean(report.value("commit", ""));
  std::string out = fmt::format("Report on {}{}: {}\n", clean(report.value("name", "")),
                                commit.empty() ? "" : " at " + commit.substr(0, 12), clean(report.value("class", "")));
  for (const Json& check : document.at("checks")) out += line_of(check);
  const Json& summary = document.at("summary");
  return out + fmt::format("{}: {} hold, {} fail, {} cannot be checked\n",
                           result_in_words(document.value("result", "")), summary.value("holds", 0),
                           summary.value("fails", 0), summary.value("cannot-be-checked", 0));
}

}  // namespace

Result<std::string> render_verification(std::string_view format, const Json& verification) {
  if (format == "json") return dump_safe(verification);
  if (format == "text") return as_text(verification);
  return fail(ErrorCode::usage, "no format '" + std::string(format) + "' here: text or json");
}

}  // namespace auditor::report
