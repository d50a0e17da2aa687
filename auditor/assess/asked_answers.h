// The judgements that rules ask a person for, by the names under which `.auditor.yaml` answers them.
#pragma once

#include "auditor/assess/assess.h"

#include <set>
#include <string>

namespace auditor::assess {

// Of the sets that run and of all shipped ones: an answer for a set that does not run is no mistake.
[[nodiscard]] std::set<std::string> asked_answers(const AssessOptions& options);

}  // namespace auditor::assess
