// A plain folder as a snapshot.
#pragma once

#include "auditor/source/snapshot.h"

#include <filesystem>

namespace auditor::source {

[[nodiscard]] Result<std::unique_ptr<Snapshot>> open_folder(const std::filesystem::path& folder,
                                                            const OpenOptions& options);

}  // namespace auditor::source
