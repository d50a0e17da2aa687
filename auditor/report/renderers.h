// One function per format, each in the file named after it. A new format is one such file and one line in render.cpp.
#pragma once

#include "auditor/report/render.h"

namespace auditor::report {

[[nodiscard]] std::string render_text(const Json& report, const RenderOptions& options);
[[nodiscard]] std::string render_markdown(const Json& report, const RenderOptions& options);
[[nodiscard]] std::string render_html(const Json& report, const RenderOptions& options);
[[nodiscard]] std::string render_json(const Json& report, const RenderOptions& options);
[[nodiscard]] std::string render_sarif(const Json& report, const RenderOptions& options);
[[nodiscard]] std::string render_junit(const Json& report, const RenderOptions& options);
[[nodiscard]] std::string render_github(const Json& report, const RenderOptions& options);
[[nodiscard]] std::string render_gitlab(const Json& report, const RenderOptions& options);
[[nodiscard]] std::string render_cyclonedx(const Json& report, const RenderOptions& options);
[[nodiscard]] std::string render_spdx(const Json& report, const RenderOptions& options);
[[nodiscard]] std::string render_in_toto(const Json& report, const RenderOptions& options);
[[nodiscard]] std::string render_mof(const Json& report, const RenderOptions& options);
[[nodiscard]] std::string render_summary(const Json& report, const RenderOptions& options);
[[nodiscard]] std::string render_badge(const Json& report, const RenderOptions& options);

}  // namespace auditor::report
