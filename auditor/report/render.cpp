#include "auditor/report/render.h"

#include "auditor/report/renderers.h"

namespace auditor::report {
namespace {

struct Format {
  std::string_view name;
  std::string (*render)(const Json&, const RenderOptions&);
};

// clang-format off
constexpr Format registered[] = {
    {"text", render_text},
    {"markdown", render_markdown},
    {"html", render_html},
    {"json", render_json},
    {"sarif", render_sarif},
    {"junit", render_junit},
    {"github", render_github},
    {"gitlab", render_gitlab},
    {"cyclonedx", render_cyclonedx},
    {"spdx", render_spdx},
    {"in-toto", render_in_toto},
    {"mof", render_mof},
    {"badge", render_badge},
};
// clang-format on

}  // namespace

std::vector<std::string_view> formats() {
  std::vector<std::string_view> names;
  for (const Format& format : registered) names.push_back(format.name);
  return names;
}

Result<std::string> render(std::string_view format, const Json& report, const RenderOptions& options) {
  if (!report.is_object() || report.value("schema", Json()) != "auditor-report/1")
    return fail(ErrorCode::malformed, "not a report document (schema auditor-report/1)");
  if (format == "cyclonedx-1.6") {  // for callers that only pass a name: --report cyclonedx-1.6=FILE
    RenderOptions older = options;
    older.cyclonedx_version = "1.6";
    return render("cyclonedx", report, older);
  }
  if (options.cyclonedx_version != "1.6" && options.cyclonedx_version != "1.7")
    return fail(ErrorCode::usage, "CycloneDX version must be 1.6 or 1.7");
  for (const Format& known : registered)
    if (known.name == format) return known.render(report, options);
  return fail(ErrorCode::usage, "unknown format \"" + std::string(format) + "\"");
}

}  // namespace auditor::report
