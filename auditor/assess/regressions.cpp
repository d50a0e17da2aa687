#include "auditor/assess/regressions.h"

namespace auditor::assess {
namespace {

// Subjects begin with the part they are about: "weights licence", "code status".
std::string dimension_of(std::string_view subject) {
  for (const std::string_view part : {"code", "weights", "data", "documentation", "bias"})
    if (subject.starts_with(part)) return std::string(part);
  return subject.starts_with("card") ? "documentation" : "governance";
}

// "weights licence" -> "weights-license", in the spelling of all other rules.
std::string slug(std::string_view subject) {
  std::string out;
  for (const char c : subject) out += c == ' ' ? '-' : c;
  if (const auto at = out.find("licence"); at != std::string::npos) out.replace(at, 7, "license");
  return out;
}

bool is_terms(std::string_view subject) { return subject.ends_with(" licence"); }

Severity severity_of(const Change& change) {
  if (change.direction != Direction::worse) return Severity::note;
  const bool release = change.subject == "verdict" || is_terms(change.subject) || change.subject.ends_with(" status");
  return release ? Severity::error : Severity::warning;
}

Finding finding_of(const Change& change) {
  const bool worse = change.direction == Direction::worse;
  Finding f;
  f.rule = (worse ? "worsened-" : "changed-") + slug(change.subject);
  f.rule_set = "baseline";
  f.title = worse ? "Nothing got worse since the baseline" : "Terms are as they were in the baseline";
  f.dimension = dimension_of(change.subject);
  f.severity = severity_of(change);
  f.status = Status::fail;
  f.message = "The " + change.subject + (worse ? " got worse" : " changed") + " since the baseline: " + change.before +
              ", now " + change.after + ".";
  f.remedy = "Take the change back, or waive this finding with a reason.";
  f.evidence = change.evidence;
  f.fingerprint = make_fingerprint(f.rule, change.before + '\0' + change.after, Json::array());
  return f;
}

}  // namespace

void add_regressions(Assessment& assessment, const std::vector<Change>& changes) {
  for (const Change& change : changes) {
    const bool of_finding = change.subject.starts_with("finding ");
    const bool wanted =
        change.direction == Direction::worse || (change.direction == Direction::changed && is_terms(change.subject));
    if (!of_finding && wanted) assessment.findings.push_back(finding_of(change));
  }
  sort_findings(assessment.findings);
}

}  // namespace auditor::assess
