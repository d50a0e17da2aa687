// How far a document states, measures and answers for unequal treatment of people: levels 0 to 4, sentence by
// sentence (docs/bias.md). Vocabulary in rules/vocabulary/bias.yaml.
#pragma once

#include "auditor/core/json.h"
#include "auditor/prose/markdown.h"

#include <functional>
#include <string>
#include <vector>

namespace auditor::evidence {

struct BiasSentence;

struct BiasSignal {
  int level = 0;     // what this sentence gives
  std::string kind;  // "measured-by-group", "stated-harm", "boilerplate", "heading", "figures-in-image"…
  int start_line = 0;
  int end_line = 0;
  std::string quote;  // at most 240 bytes
};

struct Bias {
  int level = 0;                    // 0 to 4, the rubric of the reference
  std::vector<BiasSignal> signals;  // by line
};

// The level of any document: a card, a README beside it, a paper. `front_matter` gives model-index results; null is
// fine.
[[nodiscard]] Bias bias_of(const Document& document, const Json& front_matter = nullptr);

// The sentences that are judged, with the rules' judgement and their line, in order: what classifiers are learned from.
void visit_bias_sentences(const Document& document, const std::function<void(const BiasSentence&, int line)>& visit);

[[nodiscard]] Json to_json(const Bias& bias);

}  // namespace auditor::evidence
