// The second reading of a sentence: classifiers learned from examples (rules/language/classifiers/bias-*.tsv) beside
// the rules of bias_sentence.h.
#pragma once

#include "auditor/evidence/bias/bias_features.h"

namespace auditor::evidence {

// What rules and classifiers make of it together, up to a level.
[[nodiscard]] Judgement judge_again(const BiasSentence& sentence, int highest);

}  // namespace auditor::evidence
