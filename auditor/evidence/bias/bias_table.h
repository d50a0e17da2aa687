// Tables of figures by group or on bias benchmarks.
#pragma once

#include "auditor/evidence/bias/bias_sentence.h"
#include "auditor/prose/markdown.h"

#include <cstddef>

namespace auditor::evidence {

// What the table of rows [first, end) measures; level 0 when it measures nothing of the kind. `caption` is the text
// that leads to it, headings included.
[[nodiscard]] Judgement judge_table(const Document& document, std::size_t first, std::size_t end,
                                    const Reading& caption, const BiasDocument& about, const BiasContext& context);

}  // namespace auditor::evidence
