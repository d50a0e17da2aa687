// A page of templates/ filled with a model, with the style and script that all pages share.
#pragma once

#include "auditor/core/json.h"

#include <string>
#include <string_view>

namespace auditor::report {

[[nodiscard]] std::string fill_page(std::string_view name, const Json& model);

}  // namespace auditor::report
