// An OCI image layout: a folder, or a tar archive of one, whose index names manifests, and whose manifests name layers
// by digest. Models as ModelPack, KitOps, Docker and ORAS put them there.
#pragma once

#include "auditor/source/model_store.h"

namespace auditor::source {

// The layout that the folder or archive is.
[[nodiscard]] std::optional<std::filesystem::path> find_oci_layout(const std::filesystem::path& where);

void list_oci(const Limits& limits, ModelStore& store);

// The model of the layout that the revision names (a reference, a digest or its beginning); HEAD when there is but one.
// Errors: not_found, with the names there are; malformed; source.
[[nodiscard]] Result<std::unique_ptr<Snapshot>> open_oci(const std::filesystem::path& root, const OpenOptions& options);

}  // namespace auditor::source
