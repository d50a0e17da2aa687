// Exceptions of the SPDX list in an expression: they only add permission. What else stands behind WITH may take rights
// away.
#pragma once

#include "auditor/licenses/catalog/expression.h"

#include <string_view>
#include <vector>

namespace auditor::licenses {

[[nodiscard]] bool is_exception(std::string_view id);

// The operands that grant something: an exception joined by AND, as a list of ids has it, is none.
[[nodiscard]] std::vector<const Expression*> granting_operands(const Expression& expression);

}  // namespace auditor::licenses
