#include "auditor/cli/fleet.h"
#include "auditor/core/text.h"
#include "auditor/source/redact.h"

#include <algorithm>
#include <filesystem>

namespace auditor::cli {

namespace fs = std::filesystem;

Result<std::vector<std::string>> read_sources(const std::string& where) {
  std::vector<std::string> sources;
  std::error_code failed;
  if (fs::is_directory(where, failed)) {
    std::error_code unknown;
    for (fs::directory_iterator at(where, failed); !failed && at != fs::directory_iterator(); at.increment(failed))
      if (at->is_directory(unknown) && !at->path().filename().string().starts_with('.'))  // .locks of a cache
        sources.push_back(at->path().string());
    if (failed) return fail(ErrorCode::source, failed.message(), where);
    std::sort(sources.begin(), sources.end());
    return sources;
  }
  const auto text = read_input(where);
  if (!text) return tl::unexpected(text.error());
  for (const std::string_view line : split_lines(*text))
    if (const std::string_view source = trim(line); !source.empty() && source[0] != '#') sources.emplace_back(source);
  return sources;
}

std::vector<std::string> shown(const std::vector<std::string>& sources) {
  std::vector<std::string> names;
  names.reserve(sources.size());
  for (const std::string& source : sources) names.push_back(source::without_credentials(source));
  return names;
}

}  // namespace auditor::cli
