#include "auditor/report/render.h"

#include "auditor/core/suggest.h"
#include "auditor/core/text.h"
#include "auditor/report/renderers.h"

#include <algorithm>
#include <iterator>

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
    {"summary", render_summary},
    {"badge", render_badge},
};
// clang-format on

// For callers that only pass a name: --report cyclonedx-1.6=FILE.
constexpr std::string_view older_cyclonedx = "cyclonedx-1.6";

}  // namespace

std::vector<std::string_view> formats() {
  std::vector<std::string_view> names;
  for (const Format& format : registered) names.push_back(format.name);
  return names;
}

bool is_format(std::string_view name) {
  return name == older_cyclonedx ||
         std::any_of(std::begin(registered), std::end(registered), [&](const Format& f) { return f.name == name; });
}

Error unknown_format(std::string_view name) {
  std::vector<std::string> known;
  for (const Format& format : registered) known.emplace_back(format.name);
  std::string message = "unknown format '" + printable(name) + "'" + did_you_mean(name, known) + "; there are:";
  for (const std::string& format : known) message.append(" ").append(format);
  return {ErrorCode::usage, std::move(message), {}, 0};
}

Result<std::string> render(std::string_view format, const Json& report, const RenderOptions& options) {
  if (!report.is_object() || report.value("schema", Json()) != "auditor-report/1")
    return fail(ErrorCode::malformed, "not a report document (schema auditor-report/1)");
  if (format == older_cyclonedx) {
    RenderOptions older = options;
    older.cyclonedx_version = "1.6";
    return render("cyclonedx", report, older);
  }
  if (options.cyclonedx_version != "1.6" && options.cyclonedx_version != "1.7")
    return fail(ErrorCode::usage, "CycloneDX version must be 1.6 or 1.7");
  for (const Format& known : registered)
    if (known.name == format) return known.render(report, options);
  return tl::unexpected(unknown_format(format));
}

}  // namespace auditor::report
