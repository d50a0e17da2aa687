// Sources named by URL: the only use of the network, and only when the user gave the URL.
#pragma once

#include "auditor/core/result.h"
#include "auditor/source/snapshot.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace auditor::source {

enum class Location {
  local,        // a path
  remote,       // a URL that may be fetched
  unsupported,  // looks like a URL of a transport that is refused (ext::, fd::, ftp://…)
};

// Judged by form alone; a path that exists should be taken as a path before this is asked.
[[nodiscard]] Location locate(std::string_view where);

// "/srv/model" of "file:///srv/model"; nullopt for anything else.
[[nodiscard]] std::optional<std::string> file_url_path(std::string_view where);

// A bare copy of the repository below `cache` (empty: default_cache()), made or brought up to date. Branches and tags
// only, no large files.
[[nodiscard]] Result<std::filesystem::path> fetch_bare(const std::string& url, const std::filesystem::path& cache,
                                                       const Progress& progress = {});

// $XDG_CACHE_HOME/auditor, or ~/.cache/auditor; empty when the user has no folder.
[[nodiscard]] std::filesystem::path default_cache();

}  // namespace auditor::source
