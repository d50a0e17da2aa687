// The `code`, `data` and `documentation` parts of the facts document.
#pragma once

#include "auditor/core/json.h"
#include "auditor/evidence/content/code.h"
#include "auditor/evidence/content/data.h"
#include "auditor/evidence/content/documentation.h"

namespace auditor::facts {

[[nodiscard]] Json to_json(const evidence::Code& code);
[[nodiscard]] Json to_json(const evidence::Data& data);
[[nodiscard]] Json to_json(const evidence::Documentation& documentation);

}  // namespace auditor::facts
