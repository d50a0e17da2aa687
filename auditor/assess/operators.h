// The shape of conditions as data (docs/rules.md).
#pragma once

#include "auditor/core/json.h"

namespace auditor::assess {

// Whether an object is tests of one value ("at_least: 1"), not a condition of its own.
[[nodiscard]] bool is_operator_map(const Json& value);

}  // namespace auditor::assess
