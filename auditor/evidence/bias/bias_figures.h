// Numbers that are results: not years, counts, versions, references or aims.
#pragma once

#include "auditor/evidence/bias/bias_vocabulary.h"

#include <string_view>

namespace auditor::evidence {

// How many results the text reports.
[[nodiscard]] int count_figures(const Reading& reading);

// Whether a table cell holds one result and nothing else ("70.6", "0.83 ± 0.01", "**92 %**").
[[nodiscard]] bool is_figure_cell(std::string_view cell);

// Ages written in digits name a group: "over 65", "18-25", "65+", "aged 40 to 60".
[[nodiscard]] bool names_age_group(const Reading& reading);
// The same for a table cell or key, where a bare range is enough.
[[nodiscard]] bool is_age_range(std::string_view cell);

}  // namespace auditor::evidence
