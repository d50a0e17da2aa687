// Terms of well-known base models, by hub id or by name in a sentence (rules/licenses/base_models.yaml).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace auditor::evidence {

struct BaseTerms {
  std::string expression;  // empty when the model is not known
  std::size_t start = 0;   // of the name in the text
  std::size_t end = 0;
};

// "meta-llama/Llama-2-7b-hf", "Llama 2".
[[nodiscard]] BaseTerms base_terms(std::string_view id);

// The first known model that the text names.
[[nodiscard]] BaseTerms base_terms_in(std::string_view text);

}  // namespace auditor::evidence
