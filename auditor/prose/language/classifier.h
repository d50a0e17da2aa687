// A linear classifier of sentences: the sum of the weights of a sentence's features, in whole numbers. Weights are
// learned from the examples in rules/language/examples by scripts/train-classifiers and kept as text in
// rules/language/classifiers: a line a feature.
#pragma once

#include "auditor/prose/language/features.h"

#include <span>
#include <string_view>
#include <unordered_map>

namespace auditor::language {

class Classifier {
 public:
  // The text of a file of weights: "likely<TAB>n", "possible<TAB>n", then "feature<TAB>weight" a line.
  explicit Classifier(std::string_view text);
  // Of rules/language/classifiers/<name>.tsv; made when it is first asked for. Threads may share it.
  [[nodiscard]] static const Classifier& named(std::string_view name);

  [[nodiscard]] int score(std::span<const FeatureId> features) const;
  // From here on it is so; from `possible` on it may be, below it is not.
  [[nodiscard]] int likely() const { return likely_; }
  [[nodiscard]] int possible() const { return possible_; }

 private:
  std::unordered_map<FeatureId, int> weights_;
  int likely_ = 0;
  int possible_ = 0;
};

}  // namespace auditor::language
