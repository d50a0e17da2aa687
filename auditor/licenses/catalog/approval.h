// Whether the Open Source Initiative approved the licences of an expression, as the SPDX list says of each.
#pragma once

#include <string_view>

namespace auditor::licenses {

enum class Approval { yes, no, unknown };
[[nodiscard]] std::string_view to_string(Approval approval);

// Operand by operand: AND asks for all, OR for one of them; a licence that is not known is unknown. An exception that
// the list knows only adds permission. Open and approved are two things: CC-BY-4.0 and CC0-1.0 are open, not approved.
[[nodiscard]] Approval osi_approval_of(std::string_view expression);

}  // namespace auditor::licenses
