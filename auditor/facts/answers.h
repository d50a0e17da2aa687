// Facts that a repository cannot show and its owner asserts in `.auditor.yaml` (`answers:`), with a link and a name.
// They fill only what is unknown, absent or undisclosed, and are marked as asserted, never as observed.
#pragma once

#include "auditor/core/json.h"

namespace auditor::facts {

// Applies facts["answers"]: {"documentation.compute": {value, link, owner}} sets that object's status to "stated" with
// an `asserted` object beside it. Answers about licences, weights, verdicts and bias levels are refused: those are
// observed or they are nothing. Refused and unknown paths become diagnostics.
void apply_answers(Json& facts);

}  // namespace auditor::facts
