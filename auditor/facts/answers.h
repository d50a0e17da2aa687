// Facts that a repository cannot show and its owner asserts in `.auditor.yaml` (`answers:`), with a link and a name.
// They fill only what is unknown, absent or undisclosed, and are marked as asserted, never as observed.
#pragma once

#include "auditor/core/json.h"

#include <set>
#include <string>

namespace auditor::facts {

// Applies facts["answers"]: {"documentation.compute": {value, link, owner}} sets that object's status to "stated" with
// an `asserted` object beside it; an answer by one of the names in `asked` stays for the rules that ask for it. Answers
// about licences, weights, verdicts and bias levels are refused: those are observed or they are nothing. What is
// refused becomes a diagnostic and is taken out of facts["answers"], so that no rule finds it there.
void apply_answers(Json& facts, const std::set<std::string>& asked);

}  // namespace auditor::facts
