// libgit2 handles as owners, and the one place where the library is started.
#pragma once

#include "auditor/core/result.h"

#include <git2.h>
#include <memory>
#include <string>
#include <string_view>

namespace auditor::source {

template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* handle) const {
    Free(handle);
  }
};

using GitRepository = std::unique_ptr<git_repository, Freer<git_repository_free>>;
using GitOdb = std::unique_ptr<git_odb, Freer<git_odb_free>>;
using GitOdbObject = std::unique_ptr<git_odb_object, Freer<git_odb_object_free>>;
using GitObject = std::unique_ptr<git_object, Freer<git_object_free>>;
using GitCommit = std::unique_ptr<git_commit, Freer<git_commit_free>>;
using GitReferences = std::unique_ptr<git_reference_iterator, Freer<git_reference_iterator_free>>;
using GitReference = std::unique_ptr<git_reference, Freer<git_reference_free>>;
using GitRevwalk = std::unique_ptr<git_revwalk, Freer<git_revwalk_free>>;
using GitIndex = std::unique_ptr<git_index, Freer<git_index_free>>;
using GitRemote = std::unique_ptr<git_remote, Freer<git_remote_free>>;

// Starts libgit2 once per process with the settings that make strangers' repositories safe to open.
void start_git();

// What libgit2 last complained of, one line, safe to show.
[[nodiscard]] std::string git_message();

// 40 hex digits.
[[nodiscard]] std::string to_hex(const git_oid& id);
[[nodiscard]] git_oid from_hex(std::string_view hex);

}  // namespace auditor::source
