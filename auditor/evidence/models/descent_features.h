// What a sentence shows of one name in it, to the classifier that tells whether the model of that name is the one a
// document's own model was made from (prose/language/classifier.h).
#pragma once

#include "auditor/prose/language/features.h"

#include <string_view>
#include <vector>

namespace auditor::evidence {

struct NameCandidate {
  language::Candidate sentence;
  const language::Mention* name = nullptr;  // of another model
  bool ruled = false;                       // the rules of descent found it
  bool labelled = false;                    // its row, column or label is one of bases

  [[nodiscard]] std::string_view text() const { return sentence.said->reading->bytes(*name); }
  // Without those of its sentence, which the names in it share.
  void add_features(language::FeatureSink& to) const;
};

// Names of other models in the sentences of the document, in order; of a sentence that lists many, the first ones.
[[nodiscard]] std::vector<NameCandidate> name_candidates(const language::DocumentReading& document);

}  // namespace auditor::evidence
