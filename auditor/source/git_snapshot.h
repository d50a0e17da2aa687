// A git commit as a snapshot, read from the object database alone.
#pragma once

#include "auditor/source/git_repository.h"
#include "auditor/source/snapshot.h"

namespace auditor::source {

// `path`: sub-folder inside the repository to audit, checked with is_inside().
[[nodiscard]] Result<std::unique_ptr<Snapshot>> open_git(OpenRepository repository, const OpenOptions& options,
                                                         const std::string& path);

// Facts of the repository and commit; also of a work tree based on it.
[[nodiscard]] SourceInfo describe(const OpenRepository& repository, git_commit* commit, const OpenOptions& options,
                                  const std::string& path);

// Everything below a tree.
[[nodiscard]] Listing::Content list_tree(git_odb* odb, const git_oid& root, const Limits& limits);

// Id of the tree at a slash path below `root`. Errors: not_found, unavailable, malformed.
[[nodiscard]] Result<git_oid> find_subtree(git_odb* odb, git_oid root, std::string_view path);

}  // namespace auditor::source
