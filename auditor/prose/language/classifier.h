// A linear classifier of sentences: the sum of the weights of a sentence's features, in whole numbers. Weights are
// learned from the examples in rules/language/examples by scripts/train-classifiers and kept as text in
// rules/language/classifiers: a line a feature.
#pragma once

#include "auditor/prose/language/features.h"

#include <span>
#include <string_view>
#include <vector>

namespace auditor::language {

class Classifier {
 public:
  // The text of a file of weights: "likely<TAB>n", for some "possible<TAB>n", "feature<TAB>weight" a line.
  explicit Classifier(std::string_view text);
  // Of rules/language/classifiers/<name>.tsv; made when it is first asked for. Threads may share it.
  [[nodiscard]] static const Classifier& named(std::string_view name);

  [[nodiscard]] int score(std::span<const FeatureId> features) const;
  // From here on it is so. Below `possible`, what rules found is not so; 0 where rules always stand.
  [[nodiscard]] int likely() const { return likely_; }
  [[nodiscard]] int possible() const { return possible_; }

 private:
  struct Slot {
    FeatureId feature = 0;  // 0: free
    int weight = 0;
  };
  [[nodiscard]] std::size_t slot_of(FeatureId feature) const;

  std::vector<Slot> slots_;  // a flat table of a power of two: thousands of weights are read at each start
  int likely_ = 0;
  int possible_ = 0;
};

}  // namespace auditor::language
