// What `auditor init` writes: a first policy and a first baseline, from the report of a repository as it is.
#pragma once

#include "auditor/core/json.h"

#include <string>
#include <string_view>

namespace auditor::assess {

inline constexpr std::string_view baseline_name = ".auditor-baseline.json";

// The text of a `.auditor.yaml` that the repository meets: the rule sets that ran, what is reached as what a release
// requires, and in comments what fails now and which questions are open.
[[nodiscard]] std::string first_config(const Json& report);

// The report without what no comparison needs: facts, citations, and findings that pass.
[[nodiscard]] Json first_baseline(const Json& report);

}  // namespace auditor::assess
