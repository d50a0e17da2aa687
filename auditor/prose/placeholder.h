// Text that stands where an answer should be (rules/vocabulary/placeholders.yaml).
#pragma once

#include "auditor/prose/markdown.h"

#include <string_view>

namespace auditor::evidence {

enum class Filling {
  nothing,  // empty, a comment, a label without a value
  missing,  // says that the answer is missing, or repeats the template
  blank,    // "N/A", "-": empty as a field, a value in a table of results
  filled,
};

// How a piece of text (a sentence, a field, a table cell) fills its place.
[[nodiscard]] Filling filling_of(std::string_view text);

// How a block does: the fullest of its sentences. Images, links and code fill.
[[nodiscard]] Filling filling_of(const Block& block);

}  // namespace auditor::evidence
