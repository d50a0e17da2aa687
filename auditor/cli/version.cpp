// auditor --version: of the program, its data and its libraries.
#include "auditor/assess/report_document.h"
#include "auditor/cli/command.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/texts/identify.h"

#include <CLI/Version.hpp>
#include <fmt/format.h>
#include <git2.h>
#include <nlohmann/json.hpp>

namespace auditor::cli {

std::string version_text() {
  int major = 0;
  int minor = 0;
  int revision = 0;
  git_libgit2_version(&major, &minor, &revision);
  const Json tool = assess::tool_json();
  const std::string rules = tool.at("data").at("rules").get<std::string>();
  return fmt::format(
      "auditor {}\nlicences: {}; texts: {}\nrules: {}\nlibraries: libgit2 {}.{}.{}, fmt {}, nlohmann-json {}.{}.{}, "
      "CLI11 {}, {}",
      AUDITOR_VERSION, licenses::catalog_version(), licenses::fingerprint_version(), rules, major, minor, revision,
      FMT_VERSION, NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH, CLI11_VERSION,
      AUDITOR_LIBRARY_VERSIONS);
}

}  // namespace auditor::cli
