#include "auditor/source/folder_snapshot.h"

#include "auditor/core/text.h"
#include "auditor/source/folder_walk.h"
#include "auditor/source/names.h"
#include "auditor/source/store.h"

namespace auditor::source {

namespace {

class FolderSnapshot final : public SnapshotBase {
 public:
  FolderSnapshot(Folder folder, SourceInfo info, Listing::Content content, const Limits& limits)
      : SnapshotBase(std::move(info), std::move(content), limits), folder_(std::move(folder)) {}

  [[nodiscard]] Result<std::string_view> text(const Entry& entry) const override {
    if (const auto known = texts_.find(entry.path); known != texts_.end()) return std::string_view(known->second);
    auto content = entry.kind == EntryKind::symlink ? read_link(entry) : read_file(entry);
    if (!content) return tl::unexpected(content.error());
    note_id(entry, *content);
    return std::string_view(texts_.emplace(entry.path, std::move(*content)).first->second);
  }

  [[nodiscard]] Result<std::uint64_t> size(const Entry& entry) const override {
    const auto info = folder_.stat(entry.path);
    if (!info) return fail(ErrorCode::unavailable, "the file is gone", entry.path);
    return static_cast<std::uint64_t>(info->st_size);
  }

  [[nodiscard]] Result<std::unique_ptr<ByteSource>> open(const Entry& entry) const override {
    if (const auto behind = pointer(entry)) return open_real_bytes(*behind, entry.path);
    return folder_.source(entry.path);
  }

 private:
  [[nodiscard]] Result<std::string> read_link(const Entry& entry) const {
    auto target = folder_.read_link(entry.path);
    if (!target) return fail(ErrorCode::unavailable, "the link is gone", entry.path);
    return std::move(*target);
  }

  [[nodiscard]] Result<std::string> read_file(const Entry& entry) const {
    const auto bytes = size(entry);
    if (!bytes) return tl::unexpected(bytes.error());
    if (auto allowed = spend(*bytes, entry.path); !allowed) return tl::unexpected(allowed.error());
    return folder_.read(entry.path, limits_.blob_bytes);
  }

  void note_id(const Entry& entry, std::string_view bytes) const {
    const Entry* own = find(entry.path);
    if (own == nullptr) return;
    content_.entries[static_cast<std::size_t>(own - content_.entries.data())].oid = blob_id(bytes);
  }

  Folder folder_;
  mutable std::unordered_map<std::string, std::string> texts_;
};

}  // namespace

Result<std::unique_ptr<Snapshot>> open_folder(const std::filesystem::path& where, const OpenOptions& options) {
  if (!is_inside(options.path)) return fail(ErrorCode::usage, "the sub-folder leaves the source", options.path);
  auto folder = Folder::open(where / options.path);
  if (!folder) return fail(options.path.empty() ? ErrorCode::source : ErrorCode::not_found, "cannot be read", where);
  Listing listing(options.limits);
  walk_folder(*folder, listing);
  SourceInfo info;
  info.kind = SourceKind::folder;
  std::error_code ignored;
  info.name = std::filesystem::canonical(where, ignored).filename().string();
  info.path = options.path;
  return std::make_unique<FolderSnapshot>(std::move(*folder), std::move(info), std::move(listing).finish(),
                                          options.limits);
}

}  // namespace auditor::source
