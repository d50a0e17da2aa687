// The work tree of a git repository with its uncommitted changes.
#pragma once

#include "auditor/source/git_repository.h"
#include "auditor/source/snapshot.h"

namespace auditor::source {

[[nodiscard]] Result<std::unique_ptr<Snapshot>> open_work_tree(OpenRepository repository, const OpenOptions& options,
                                                               const std::string& path);

}  // namespace auditor::source
