// What a sentence shows of one name in it, to the classifiers that tell whether the model of the document was trained
// or evaluated on what is named so (prose/language/classifier.h).
#pragma once

#include "auditor/evidence/content/data_names.h"
#include "auditor/prose/language/features.h"

#include <optional>
#include <vector>

namespace auditor::evidence {

// What the rules found of a name in the whole document.
struct RuledRoles {
  bool training = false;
  bool evaluation = false;
  bool refused = false;
};

// A sentence, item or cell with the names in it, by place.
struct DataSentence {
  DataSentence(language::Candidate candidate, std::vector<DataName> found, std::optional<DataRole> rules);

  language::Candidate sentence;
  std::vector<DataName> names;
  std::vector<language::Mention> mentions;  // those outside of the names
  std::optional<DataRole> above;            // what the line above a list or the heading says

  // Of `names[i]`, without those of its sentence, which the names in it share.
  void add_features(std::size_t i, const RuledRoles& ruled, language::FeatureSink& to) const;
};

struct DataCandidate {
  const DataSentence* sentence = nullptr;
  std::size_t name = 0;  // of the sentence's
  RuledRoles ruled;
};

}  // namespace auditor::evidence
