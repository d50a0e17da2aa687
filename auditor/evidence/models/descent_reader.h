// Which models a document says that its own was made from, in words, labels and commands.
#pragma once

#include "auditor/evidence/models/descent_features.h"
#include "auditor/prose/language/document_reading.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::evidence {

struct DescentFinding {
  std::string base;           // the name as written: "Llama-3.1-8B", "grove/heron"
  std::string_view relation;  // finetune, adapter, quantized, merge, distilled
  std::string text;
  int start_line = 0;
  int end_line = 0;
};

inline constexpr std::size_t max_descent_findings = 200;

// In order, each base once, no more than max_descent_findings. Rivals, teachers of data, borrowed designs and other
// models' descent are none.
[[nodiscard]] std::vector<DescentFinding> read_descent(const language::DocumentReading& document);

// Names as the classifier of bases sees them: what it learns from (scripts/train_classifiers.cpp).
[[nodiscard]] std::vector<NameCandidate> descent_candidates(const language::DocumentReading& document);

// The sentences by which the document says that its model does not come from what they name: the past, a rival, a start
// from scratch. Views into the reading.
[[nodiscard]] std::set<std::string_view> denied_descent(const language::DocumentReading& document);

}  // namespace auditor::evidence
