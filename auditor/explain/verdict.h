// Pages of the classes between closed and open and of what they ask for, from rules/verdict.yaml.
#pragma once

#include "auditor/assess/verdict.h"
#include "auditor/explain/page.h"

#include <optional>
#include <string_view>

namespace auditor::explain {

[[nodiscard]] std::optional<Page> class_page(const assess::VerdictList& list, std::string_view id);
[[nodiscard]] std::optional<Page> requirement_page(const assess::VerdictList& list, std::string_view id);

}  // namespace auditor::explain
