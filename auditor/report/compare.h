// Several reports side by side: a column per repository, a row per dimension, coloured as the openness indexes do.
#pragma once

#include "auditor/report/render.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::report {

// Names for --format: text, markdown, html, json.
[[nodiscard]] std::vector<std::string_view> comparison_formats();

// The table as data: {schema, columns: [{name, commit, date}], rows: [{id, title, group, cells: [{text, tone,
// detail}]}]}.
[[nodiscard]] Json comparison_of(const std::vector<Json>& reports);

// Errors: usage for an unknown format or no reports, malformed when one is no report document.
[[nodiscard]] Result<std::string> render_comparison(std::string_view format, const std::vector<Json>& reports,
                                                    const RenderOptions& options = {});

}  // namespace auditor::report
