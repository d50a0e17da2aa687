// Sentences of any text that limit use in so many words. Data: rules/licenses/changes.yaml.
#pragma once

#include "auditor/licenses/texts/identify.h"

#include <string_view>
#include <vector>

namespace auditor::licenses {

struct RestrictingSentence {
  LineRange lines;
  bool of_model = false;  // speaks of a model, weights or checkpoints
};

// What a standard notice says of the licence it names restricts nothing.
[[nodiscard]] std::vector<RestrictingSentence> restricting_sentences(std::string_view bytes);

}  // namespace auditor::licenses
