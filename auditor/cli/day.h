// The clock, which belongs to the caller of an audit: SOURCE_DATE_EPOCH goes before that of the machine.
#pragma once

#include <string>

namespace auditor::cli {

// The day that waivers are held against: YYYY-MM-DD.
[[nodiscard]] std::string today();

// The one time in a report that is not the commit's; empty without SOURCE_DATE_EPOCH.
[[nodiscard]] std::string generated_time();

}  // namespace auditor::cli
