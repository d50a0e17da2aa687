// A folder of the Hugging Face cache, models--OWNER--NAME, as a snapshot. Links into its own blobs folder are the one
// kind of link that is followed.
#pragma once

#include "auditor/source/snapshot.h"

#include <filesystem>
#include <optional>
#include <string>

namespace auditor::source {

struct HubPlace {
  std::filesystem::path root;  // models--OWNER--NAME
  std::string name;            // "OWNER/NAME"
  std::string kind;            // "models", "datasets", "spaces"
  std::string commit;          // when a folder below snapshots/ was named; else empty
};

// The cache folder that `where` is, or whose snapshot it is; nullopt for any other folder.
[[nodiscard]] std::optional<HubPlace> find_hub_cache(const std::filesystem::path& where);

// How many repositories of the hub lie in a folder: a cache, not a model. Also of the folder above, which holds `hub`.
[[nodiscard]] std::size_t repositories_in_cache(const std::filesystem::path& where);

[[nodiscard]] Result<std::unique_ptr<Snapshot>> open_hub_cache(const HubPlace& place, const OpenOptions& options);

}  // namespace auditor::source
