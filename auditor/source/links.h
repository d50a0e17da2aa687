// Symbolic links, followed on paper: from one entry of a snapshot to another, never on the disk.
#pragma once

#include "auditor/source/snapshot.h"

#include <string>
#include <string_view>

namespace auditor::source {

// The path that `target` means from a folder; empty when it leads out of the root.
[[nodiscard]] std::string resolved_path(std::string_view folder, std::string_view target);

// Where a symbolic link leads: a regular file of the snapshot; empty when it leads elsewhere or nowhere.
[[nodiscard]] std::string link_target(const Snapshot& snapshot, const Entry& link);

}  // namespace auditor::source
