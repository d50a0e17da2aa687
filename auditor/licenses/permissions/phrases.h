// Terms read from the words of a text that nobody knows.
#pragma once

#include "auditor/licenses/permissions/terms.h"

#include <map>
#include <string_view>

namespace auditor::permissions {

struct ReadTerms {
  Terms terms;
  std::map<Term, int> lines;  // 1-based, where each that is not silent was read
};

// Of a text up to a bound; what lies beyond it is silent.
[[nodiscard]] ReadTerms read_terms(std::string_view text);

}  // namespace auditor::permissions
