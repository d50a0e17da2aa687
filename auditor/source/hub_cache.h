// A folder of the Hugging Face cache, models--OWNER--NAME, as a snapshot. Links into its own blobs folder are the one
// kind of link that is followed.
#pragma once

#include "auditor/source/model_store.h"

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

// The cache that the folder is, or that lies in its `hub`: it holds repositories of the hub, and is none.
[[nodiscard]] std::optional<std::filesystem::path> find_hub_root(const std::filesystem::path& where);

// Every snapshot of every repository; a repository without one is listed, too.
void list_hub_cache(const Limits& limits, ModelStore& store);

[[nodiscard]] Result<std::unique_ptr<Snapshot>> open_hub_cache(const HubPlace& place, const OpenOptions& options);

}  // namespace auditor::source
