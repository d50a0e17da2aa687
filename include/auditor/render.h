// A report in every output format. Rendering reads the report and nothing else, so a saved report gives the bytes that
// the audit would have given.
//
// All text that comes from a repository is escaped for its format; control and bidirectional marks are shown, not sent.
// Threads: free functions without state.
#pragma once

#include "auditor/report.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace auditor {

struct RenderOptions {
  bool color = false;                     // text: ANSI colours
  bool unicode = true;                    // text: symbols beyond ASCII
  std::size_t width = 80;                 // text: columns
  bool leave_out_waived = false;          // sarif: waived findings are left out instead of suppressed
  std::string cyclonedx_version = "1.7";  // or "1.6"
};

// text, markdown, html, json, sarif, junit, github, gitlab, cyclonedx, spdx, in-toto, mof, badge (docs/reports.md).
[[nodiscard]] std::vector<std::string> report_formats();

// Errors: usage (unknown format or version).
[[nodiscard]] Result<std::string> render(std::string_view format, const Report& report,
                                         const RenderOptions& options = {});

}  // namespace auditor
