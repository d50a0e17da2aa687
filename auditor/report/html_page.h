// Pages of templates/ filled with a model.
#pragma once

#include "auditor/core/json.h"

#include <string>
#include <string_view>

namespace auditor::report {

// With the style and script that all reports share inside.
[[nodiscard]] std::string fill_page(std::string_view name, const Json& model);

// The template alone, for pages that link to their style and script.
[[nodiscard]] std::string fill_template(std::string_view name, const Json& model);

}  // namespace auditor::report
