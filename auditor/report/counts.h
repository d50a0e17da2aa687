// How many findings there are of each kind, in one line.
#pragma once

#include "auditor/core/json.h"

#include <string>

namespace auditor::report {

// "4 errors · 1 warning · 5 passed"; empty when there is none. "28 known": at the baseline already.
[[nodiscard]] std::string count_line(const Json& report);

// "Blocked: 2 findings: license-present, card-present · 28 known", "Passed"; empty for a report of no gate.
[[nodiscard]] std::string gate_line(const Json& report);

}  // namespace auditor::report
