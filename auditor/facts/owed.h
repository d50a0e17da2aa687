// What who does a use owes, each duty held against the repository.
#pragma once

#include "auditor/core/json.h"

#include <string>
#include <vector>

namespace auditor::facts {

// [{kind, text, license, status, evidence}] of complete facts. `unknown` where no repository shows whether it is done.
[[nodiscard]] Json owed_json(const Json& facts, const std::vector<std::string>& uses);

}  // namespace auditor::facts
