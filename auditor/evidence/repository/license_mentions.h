// Where a sentence names licences, known or not: spans for the language layer, each open, restricted or unknown.
#pragma once

#include "auditor/prose/language/reading.h"

#include <string_view>
#include <vector>

namespace auditor::evidence {

// By place, without overlap. "Apache-2.0" is open, "CC BY-NC" and "OpenRAIL" restricted whatever the version, "the
// Heron Community License" unknown.
[[nodiscard]] std::vector<language::NameSpan> find_license_names(std::string_view text);

}  // namespace auditor::evidence
