// How weights can be had, in the words of a document: on a condition that somebody may refuse (a gate), or not at all.
#pragma once

#include "auditor/prose/language/features.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::evidence {

struct AccessFinding {
  bool gated = false;     // else withheld: not released, taken down, only served
  std::string_view kind;  // how it was told: "gate", "withheld", "planned", "hosted", "no-weights", "question", "cell",
                          // "second-reading": the classifier alone
  std::string text;
  int start_line = 0;
  int end_line = 0;
};

// In order. Statements about one size or variant, other models, data or code are none.
[[nodiscard]] std::vector<AccessFinding> read_access(const language::DocumentReading& document);

// Sentences as the classifiers of access see them: what they learn from (scripts/train_classifiers.cpp).
[[nodiscard]] std::vector<language::Candidate> access_candidates(const language::DocumentReading& document);

}  // namespace auditor::evidence
