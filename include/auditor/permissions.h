// What may be done, on what conditions, and by which clause (docs/permissions.md). Read from the texts; not legal
// advice.
//
// Threads: free functions; what they share is built once, on first use.
#pragma once

#include "auditor/report.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor {

struct Permission {
  std::string answer;                   // yes, yes-if, no, unknown; unknown is no yes
  std::vector<std::string> conditions;  // of a yes-if, in words
  std::vector<std::string> clauses;     // that decide, each with its licence: "Apache-2.0: 2"
};

// commercial, host, fine-tune, redistribute… in the order people ask for them.
[[nodiscard]] std::vector<std::string> uses();

// Under an SPDX expression. A use or licence that is not known is `unknown`.
[[nodiscard]] Permission permission(std::string_view expression, std::string_view use);

// Of the model a report is on: its code, weights and parents together.
[[nodiscard]] Permission permission(const Report& report, std::string_view use);

}  // namespace auditor
