// What a reader sees first of a finding, and of the terms of a scope.
#pragma once

#include "auditor/report/view.h"

#include <string>
#include <string_view>

namespace auditor::report {

// Of what failed or could not be judged what is wrong; of all else the rule's title, which says what holds.
[[nodiscard]] std::string_view headline(const Finding& finding);
// Failed, or not to be judged, at the baseline already: said as a number and nowhere else.
[[nodiscard]] bool is_known(const Finding& finding);

// The licence of a scope and what its terms are: "Apache-2.0" and "open"; without one both "none found", or "not
// known". Not escaped.
[[nodiscard]] std::string licence_in_words(const Json& scope);
[[nodiscard]] std::string terms_in_words(const Json& scope);

}  // namespace auditor::report
