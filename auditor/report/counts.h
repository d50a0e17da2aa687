// How many findings there are of each kind, in one line.
#pragma once

#include "auditor/core/json.h"

#include <string>

namespace auditor::report {

// "4 errors · 1 warning · 5 passed"; empty when there is none.
[[nodiscard]] std::string count_line(const Json& report);

}  // namespace auditor::report
