// The root of the repository that a folder lies in.
#pragma once

#include <filesystem>
#include <optional>

namespace auditor::source {

struct RootAbove {
  std::filesystem::path root;
  std::filesystem::path below;  // the folder, from the root
};

// Nothing for a root itself, for a bare repository, for a folder outside of any repository, and for a folder of a hub's
// cache, wherever that lies.
[[nodiscard]] std::optional<RootAbove> root_above(const std::filesystem::path& folder);

}  // namespace auditor::source
