// The table "What you may do" as every report shows it.
#pragma once

#include "auditor/core/json.h"
#include "auditor/report/labels.h"

#include <string>
#include <vector>

namespace auditor::report {

struct UseRow {
  std::string title;
  std::string answer;  // "yes, if"
  Tone tone;
  std::string conditions;  // in words; of an answer that is not yes, the reason. Not escaped
  std::string brief;       // the conditions by kind, the licence of a no: for a narrow column
};

// In the order people ask; none for a report that has no permissions.
[[nodiscard]] std::vector<UseRow> use_rows(const Json& report);

}  // namespace auditor::report
