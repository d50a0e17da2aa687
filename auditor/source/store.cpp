#include "auditor/source/store.h"

#include "auditor/core/source_digest.h"
#include "auditor/core/text.h"
#include "auditor/source/pointer.h"

#include <algorithm>

namespace auditor::source {

const Entry* Snapshot::find(std::string_view path) const {
  const auto all = entries();
  const auto at = std::lower_bound(all.begin(), all.end(), path,
                                   [](const Entry& entry, std::string_view wanted) { return entry.path < wanted; });
  return at != all.end() && at->path == path ? &*at : nullptr;
}

Result<std::string> Snapshot::head(const Entry& entry, std::size_t length) const {
  const auto bytes = open(entry);
  if (!bytes) return tl::unexpected(bytes.error());
  return (*bytes)->read(0, length);
}

Result<void> SnapshotBase::spend(std::uint64_t size, const std::string& path) const {
  if (size > limits_.blob_bytes) {
    return fail(ErrorCode::limit, "not read: " + human_size(size), path);
  }
  if (size > limits_.total_bytes - std::min(spent_, limits_.total_bytes)) {
    return fail(ErrorCode::limit, "not read: " + human_size(limits_.total_bytes) + " were read before", path);
  }
  spent_ += size;
  return {};
}

std::optional<Pointer> SnapshotBase::pointer(const Entry& entry) const {
  if (entry.kind != EntryKind::file && entry.kind != EntryKind::executable) return std::nullopt;
  const auto bytes = size(entry);
  if (!bytes || *bytes >= max_pointer_bytes) return std::nullopt;
  const auto content = text(entry);
  if (!content) return std::nullopt;
  auto found = parse_pointer(*content);
  if (found) found->object_present = has_real_bytes(*found, entry.path);
  return found;
}

namespace {

bool is_file_of_size(const Folder& folder, std::string_view path, std::uint64_t size) {
  const auto info = folder.stat(path);
  return info && S_ISREG(info->st_mode) && static_cast<std::uint64_t>(info->st_size) == size;
}

}  // namespace

bool SnapshotBase::is_file_of(const Folder& folder, const std::string& path, const Pointer& pointer) const {
  if (pointer.kind != Pointer::Kind::lfs || !is_file_of_size(folder, path, pointer.size)) return false;
  const std::string key = std::to_string(folder.fd()) + ":" + path;
  if (const auto known = digests_.find(key); known != digests_.end()) return known->second == pointer.sha256;
  if (pointer.size > most_hashed_bytes - std::min(hashed_, most_hashed_bytes)) return false;
  const auto file = folder.source(path);
  if (!file) return false;
  hashed_ += pointer.size;
  const auto digest = sha256_of(**file);
  return digests_.emplace(key, digest.value_or("")).first->second == pointer.sha256;
}

bool SnapshotBase::has_real_bytes(const Pointer& pointer, std::string_view path) const {
  if (lfs_store_ && is_file_of(*lfs_store_, lfs_object_path(pointer.sha256), pointer)) return true;
  return work_tree_ && is_file_of(*work_tree_, work_prefix_ + std::string(path), pointer);
}

Result<std::unique_ptr<ByteSource>> SnapshotBase::open_real_bytes(const Pointer& pointer, std::string_view path) const {
  if (lfs_store_) {
    const std::string object = lfs_object_path(pointer.sha256);
    if (is_file_of(*lfs_store_, object, pointer)) return lfs_store_->source(object);
  }
  const std::string file = work_prefix_ + std::string(path);
  if (work_tree_ && is_file_of(*work_tree_, file, pointer)) return work_tree_->source(file);
  return fail(ErrorCode::unavailable, "only a pointer is here; the " + human_size(pointer.size) + " are elsewhere",
              std::string(path));
}

}  // namespace auditor::source
