// One weight file as a snapshot of that file alone: what lies beside it was not named and is not read.
#pragma once

#include "auditor/source/snapshot.h"

#include <filesystem>

namespace auditor::source {

// Whether a regular file is weights, by its name or its first bytes.
[[nodiscard]] bool is_weight_file(const std::filesystem::path& where);

[[nodiscard]] Result<std::unique_ptr<Snapshot>> open_single_file(const std::filesystem::path& where,
                                                                 const OpenOptions& options);

}  // namespace auditor::source
