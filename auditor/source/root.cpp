#include "auditor/source/root.h"

#include "auditor/source/git_repository.h"
#include "auditor/source/hub_cache.h"

namespace auditor::source {

std::optional<RootAbove> root_above(const std::filesystem::path& folder) {
  std::error_code failed;
  const std::filesystem::path here = std::filesystem::canonical(folder, failed);
  if (failed || find_hub_cache(folder)) return std::nullopt;
  const auto place = find_repository(here);
  if (!place || place->bare || place->root == here) return std::nullopt;
  return RootAbove{place->root, here.lexically_relative(place->root)};
}

}  // namespace auditor::source
