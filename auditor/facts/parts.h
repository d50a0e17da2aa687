// What several parts of the facts are made of.
#pragma once

#include "auditor/core/json.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::facts {

[[nodiscard]] Json or_null(const std::string& text);  // null when it is empty
[[nodiscard]] Json printable_list(const std::vector<std::string>& list);
// Of an SPDX expression; no terms are unknown ones.
[[nodiscard]] std::string_view openness_name(const std::string& license);

}  // namespace auditor::facts
