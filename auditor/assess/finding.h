// A finding: one rule's answer about one repository, or about one item of it.
#pragma once

#include "auditor/assess/rule_set.h"

#include <string>
#include <vector>

namespace auditor::assess {

struct Finding {
  std::string rule;
  std::string rule_set;
  std::string title;
  std::string dimension;
  Severity severity = Severity::warning;
  Status status = Status::unknown;
  std::string message;
  std::string remedy;
  Json evidence = Json::array();
  std::string fingerprint;  // of rule, subject and quoted text: survives moved lines and renamed files
  Json references = Json::array();
  std::string grade;     // of a graded rule; else empty
  Json waiver;           // the waiver that holds; else null
  std::string baseline;  // "new", "unchanged" or "worsened" after apply_baseline; else empty
};

[[nodiscard]] Json to_json(const Finding& finding);

// By rule set, severity, rule, first evidence, fingerprint.
void sort_findings(std::vector<Finding>& findings);

// Makes the fingerprint from what the finding says it is about.
[[nodiscard]] std::string make_fingerprint(std::string_view rule, std::string_view subject, const Json& evidence);

}  // namespace auditor::assess
