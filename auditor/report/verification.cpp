#include "auditor/report/verification.h"

#include "auditor/report/escape.h"

#include <fmt/format.h>

namespace auditor::report {
namespace {

std::string in_words(const std::string& answer) { return answer == "cannot-be-checked" ? "cannot be checked" : answer; }

std::string line_of(const Json& check) {
  const std::string subject = clean(check.value("subject", ""));
  const std::string at = clean(check.value("at", ""));
  return fmt::format("{:<17}  {:<11}  {}{}{}{}\n", in_words(check.value("answer", "")), check.value("about", ""),
                     subject, subject.empty() ? "" : ": ", clean(check.value("message", "")),
                     at.empty() || at == subject ? "" : " (" + at + ")");
}

std::string result_in_words(const std::string& result, const std::string& what) {
  return result == "holds"   ? "the " + what + " holds"
         : result == "fails" ? "the " + what + " does not hold"
                             : "the " + what + " cannot be checked as a whole";
}

std::string report_line(const Json& report) {
  const std::string commit = clean(report.value("commit", ""));
  return fmt::format("Report on {}{}: {}\n", clean(report.value("name", "")),
                     commit.empty() ? "" : " at " + commit.substr(0, 12), clean(report.value("class", "")));
}

std::string signature_line(const Json& document) {
  const Json& source = document.at("source");
  const Json& signature = document.at("signature");
  const std::string commit = source.value("commit", "");
  const std::string identity = clean(signature.value("identity", ""));
  const std::string subject = clean(signature.value("subject", ""));
  const std::string by = !identity.empty() ? " by " + identity : !subject.empty() ? " by " + subject : "";
  return fmt::format("Signature of {}{} ({}{}{})\n", clean(source.value("name", "")),
                     commit.empty() ? ", files as they lie here" : " at " + commit.substr(0, 12),
                     clean(signature.value("method", "")), by,
                     signature.value("format", "") == "0.2" ? ", old format 0.2" : "");
}

std::string as_text(const Json& document) {
  const bool signature = document.contains("signature");
  std::string out = signature ? signature_line(document) : report_line(document.at("report"));
  for (const Json& check : document.at("checks")) out += line_of(check);
  const Json& summary = document.at("summary");
  return out + fmt::format("{}: {} hold, {} fail, {} cannot be checked\n",
                           result_in_words(document.value("result", ""), signature ? "signature" : "report"),
                           summary.value("holds", 0), summary.value("fails", 0), summary.value("cannot-be-checked", 0));
}

}  // namespace

Result<std::string> render_verification(std::string_view format, const Json& verification) {
  if (format == "json") return dump_safe(verification);
  if (format == "text") return as_text(verification);
  return fail(ErrorCode::usage, "no format '" + std::string(format) + "' here: text or json");
}

}  // namespace auditor::report
