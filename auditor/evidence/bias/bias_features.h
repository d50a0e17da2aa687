// What a sentence shows to the classifiers that give the bias level a second reading: words of the vocabulary and
// their order, what stands above and before it, what the rules made of it, and its words.
#pragma once

#include "auditor/evidence/bias/bias_sentence.h"
#include "auditor/prose/language/features.h"

#include <string_view>

namespace auditor::evidence {

// A sentence, a heading, a row or a whole table, as it is judged.
struct BiasSentence {
  std::string_view unit;  // "prose", "item", "row", "table", "heading"
  const Reading* reading = nullptr;
  const Reading* before = nullptr;   // the sentence before it in its block; the words above a table
  const Reading* heading = nullptr;  // of its section
  const BiasDocument* document = nullptr;
  BiasContext context;
  Judgement ruled;  // by rules
};

void add_features(const BiasSentence& sentence, language::FeatureSink& to);

}  // namespace auditor::evidence
