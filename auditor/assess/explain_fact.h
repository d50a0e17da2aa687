// How a fact came about: its value, and each line it was read from.
#pragma once

#include "auditor/core/json.h"

#include <optional>
#include <string>
#include <string_view>

namespace auditor::assess {

// Plain text for `auditor facts --explain PATH`. A step of the path is a key, the number of an item, or an item's name
// or id ("data.datasets.WebText"). Nothing when there is no such fact.
[[nodiscard]] std::optional<std::string> explain_fact(const Json& facts, std::string_view path);

}  // namespace auditor::assess
