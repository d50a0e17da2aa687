// The objects of one repository, each looked at before it is read. libgit2's own reader of loose objects trusts their
// headers (a body longer than stated overflows its buffer, a stream cut short never ends) and reads commits, tags and
// trees of any size whole; packed ones it is asked about first.
#pragma once

#include "auditor/source/git.h"
#include "auditor/source/object_head.h"

#include <cstdint>
#include <filesystem>
#include <memory>

namespace auditor::source {

// Bytes of an object that is read to its end. A file's own bound is its reader's (Limits::blob_bytes).
inline constexpr std::uint64_t most_commit_bytes = 8U << 20U;  // and of a tag
inline constexpr std::uint64_t most_tree_bytes = 96U << 20U;
inline constexpr std::uint64_t most_base_bytes = 96U << 20U;  // of what an object stored as a difference is made from

// `objects` is the folder of that name: what lies loose in it and in its packs, and nothing that it refers to. The
// packs are those of `heads`.
[[nodiscard]] Result<GitOdb> open_objects(const std::filesystem::path& objects, std::shared_ptr<const PackHeads> heads);

}  // namespace auditor::source
