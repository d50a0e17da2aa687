// Which rules a configuration can name.
#pragma once

#include "auditor/assess/assess.h"
#include "auditor/assess/config.h"

#include <string>
#include <string_view>

namespace auditor::assess {

// A rule of that name ("rule" or "rule-set/rule") runs, is shipped, lies in `rules_dir`, or is one of those
// that a gate itself adds. Error: usage, with what may have been meant.
[[nodiscard]] Result<void> check_rule_name(const std::string& rule, const AssessOptions& options,
                                           const std::string& rules_dir);

// Every waiver names such a rule. Error: usage, with file and line.
[[nodiscard]] Result<void> check_waivers(const Config& config, const AssessOptions& options,
                                         const std::string& rules_dir);

}  // namespace auditor::assess
