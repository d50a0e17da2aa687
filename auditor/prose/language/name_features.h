// What a sentence shows of one name in it, to a classifier that tells what the name is to the document's own model:
// the mentions, marks and words on both sides, how far away, and the clause around it.
#pragma once

#include "auditor/prose/language/features.h"

#include <span>

namespace auditor::language {

struct NamePlace {
  const Utterance* said = nullptr;
  Mention name;
  Mention list;                       // the names that stand in one list with it, from first to last; or itself
  std::span<const Mention> mentions;  // of the sentence: those that count
  Concepts telling;                   // concepts whose distance and side are told wherever they stand
  bool window = false;                // all of its neighbourhood, where the words of the sentence are not told
};

void add_name_features(const NamePlace& place, FeatureSink& to);

}  // namespace auditor::language
