// What the kinds of snapshot share: sorted entries, problems, texts read once, and where large files may lie.
#pragma once

#include "auditor/source/beneath.h"
#include "auditor/source/listing.h"
#include "auditor/source/snapshot.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace auditor::source {

// Bytes kept in memory when a large blob of git has to be read at random.
inline constexpr std::uint64_t max_blob_in_memory = 64U << 20U;

// Bytes behind pointers that are hashed in one audit.
inline constexpr std::uint64_t most_hashed_bytes = std::uint64_t{16} << 30U;

class SnapshotBase : public Snapshot {
 public:
  [[nodiscard]] const SourceInfo& info() const override { return info_; }
  [[nodiscard]] std::span<const Entry> entries() const override { return content_.entries; }
  [[nodiscard]] std::span<const Problem> problems() const override { return content_.problems; }
  [[nodiscard]] std::optional<Pointer> pointer(const Entry& entry) const override;

 protected:
  SnapshotBase(SourceInfo info, Listing::Content content, const Limits& limits)
      : info_(std::move(info)), content_(std::move(content)), limits_(limits) {}

  // Error when a text of this size may not be read, by itself or with those before; else it counts as read.
  [[nodiscard]] Result<void> spend(std::uint64_t size, const std::string& path) const;

  // The bytes behind an LFS pointer at `path`: of the LFS store or the work tree, and only those whose digest is the
  // pointer's. What is too large to be hashed is not taken for them.
  [[nodiscard]] Result<std::unique_ptr<ByteSource>> open_real_bytes(const Pointer& pointer,
                                                                    std::string_view path) const;
  [[nodiscard]] bool has_real_bytes(const Pointer& pointer, std::string_view path) const;
  [[nodiscard]] bool is_file_of(const Folder& folder, const std::string& path, const Pointer& pointer) const;

  SourceInfo info_;
  mutable Listing::Content content_;  // a folder's ids become known as its files are read
  Limits limits_;
  std::optional<Folder> lfs_store_;  // .git/lfs/objects
  std::optional<Folder> work_tree_;  // root of the work tree
  std::string work_prefix_;          // audited sub-folder in it, with a slash at its end, or empty

 private:
  mutable std::uint64_t spent_ = 0;
  mutable std::uint64_t hashed_ = 0;
  mutable std::unordered_map<std::string, std::string> digests_;  // of files that were hashed, by folder and path
};

}  // namespace auditor::source
