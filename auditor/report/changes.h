// `auditor diff` for people: the changes between two reports as text or Markdown, from their JSON document.
#pragma once

#include "auditor/core/json.h"

#include <string>
#include <string_view>

namespace auditor::report {

// `format`: text, markdown or json. Error: usage.
[[nodiscard]] Result<std::string> render_changes(std::string_view format, const Json& changes);

}  // namespace auditor::report
