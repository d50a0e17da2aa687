// Every output format, from the one report document (docs/architecture.md, "The report document") and nothing else:
// `auditor render` on a saved report gives the bytes that the audit would have written.
// All text that comes from a repository is escaped for its format; control and bidirectional marks are shown, not sent.
#pragma once

#include "auditor/core/json.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::report {

struct RenderOptions {
  bool color = false;                     // text: ANSI colours
  bool unicode = true;                    // text: symbols beyond ASCII
  std::size_t width = 80;                 // text: columns
  bool leave_out_waived = false;          // sarif: waived findings are left out instead of suppressed
  std::string cyclonedx_version = "1.7";  // or "1.6"
};

// Names for --format, in the order of --help.
[[nodiscard]] std::vector<std::string_view> formats();
[[nodiscard]] bool is_format(std::string_view name);
// Says which there are.
[[nodiscard]] Error unknown_format(std::string_view name);

// Errors: usage for an unknown format or version, malformed when `report` is no report document.
[[nodiscard]] Result<std::string> render(std::string_view format, const Json& report,
                                         const RenderOptions& options = {});

}  // namespace auditor::report
