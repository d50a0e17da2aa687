// The table "What you may do" as every report shows it.
#pragma once

#include "auditor/core/json.h"
#include "auditor/report/labels.h"

#include <string>
#include <vector>

namespace auditor::report {

struct UseRow {
  std::string title;
  std::string phrase;  // after "you may"
  std::string answer;  // "yes, if"
  Tone tone;
  std::string conditions;          // in words; of an answer that is not yes, the reason. Not escaped
  std::vector<std::string> brief;  // the conditions in a word or two each; of a no the licences
};

// In the order people ask; none for a report that has no permissions.
[[nodiscard]] std::vector<UseRow> use_rows(const Json& report);

}  // namespace auditor::report
