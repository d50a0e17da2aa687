// `auditor verify` for people: the checks of a report or signature as text, from their JSON document.
#pragma once

#include "auditor/core/json.h"

#include <string>
#include <string_view>

namespace auditor::report {

// `format`: text or json. Error: usage.
[[nodiscard]] Result<std::string> render_verification(std::string_view format, const Json& verification);

}  // namespace auditor::report
