// The words of bias (rules/vocabulary/bias.yaml) found in a piece of text, by meaning.
#pragma once

#include "auditor/prose/words.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::evidence {

// One list of the vocabulary each, in the order of bias_vocabulary.cpp's names.
enum class Meaning : std::uint8_t {
  mask,
  bias,
  subject,
  subject_weak,
  toxic,
  group,
  group_weak,
  attribute,
  attribute_place,
  umbrella,
  person,
  thing,
  harm,
  worse,
  comparative,
  quality,
  source,
  imbalance,
  own,
  class_of_models,
  negation,
  testing,
  remedy,
  network,
  scope,
  prohibition,
  decision,
  benchmark,
  metric,
  counting,
  target,
  unevenness,
  mitigation,
  future,
  contact,
  boilerplate,
  inherit,
  toxicity_task,
  other_model,
  language,
  depicts,     // how people are shown,
  occupation,  // what as,
  often,       // how often
  by_group,    // before or behind an attribute that figures are given by
  age_bound,
  age_year,
  count_
};

// The name of its list.
[[nodiscard]] std::string_view name_of(Meaning meaning);

struct Hit {
  Meaning meaning = Meaning::mask;
  std::size_t first = 0;  // word indexes, inclusive
  std::size_t last = 0;
};

// A piece of text with the words of the vocabulary in it.
class Reading {
 public:
  explicit Reading(std::string_view text);
  [[nodiscard]] const Words& words() const { return words_; }
  [[nodiscard]] const std::vector<Hit>& hits() const { return hits_; }
  [[nodiscard]] bool has(Meaning meaning) const { return ((seen_ >> static_cast<unsigned>(meaning)) & 1U) != 0; }
  template <class... M>
  [[nodiscard]] bool has_any(M... meanings) const {
    return (has(meanings) || ...);
  }
  [[nodiscard]] std::size_t count(Meaning meaning) const;
  // Whether a negation reaches the hit: "no lower accuracy for women".
  [[nodiscard]] bool negated(const Hit& hit) const;
  // Whether there is a hit of this meaning that no negation reaches.
  [[nodiscard]] bool affirms(Meaning meaning) const;
  // Folded words of a hit.
  [[nodiscard]] std::string phrase(const Hit& hit) const;

 private:
  Words words_;
  std::vector<Hit> hits_;
  std::uint64_t seen_ = 0;
};

}  // namespace auditor::evidence
