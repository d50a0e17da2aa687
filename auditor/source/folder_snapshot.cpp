#include "auditor/source/folder_snapshot.h"

#include "auditor/core/hex.h"
#include "auditor/core/text.h"
#include "auditor/source/names.h"

#include <algorithm>

namespace auditor::source {

FolderSnapshot::FolderSnapshot(Parts parts, const Limits& limits)
    : SnapshotBase(std::move(parts.info), std::move(parts.content), limits),
      folder_(std::move(parts.folder)),
      blobs_(std::move(parts.blobs)),
      links_(std::move(parts.links)) {
  lfs_store_ = std::move(parts.lfs_store);
}

FolderSnapshot::File FolderSnapshot::file_of(const Entry& entry) const {
  if (const auto link = links_.find(entry.path); link != links_.end() && blobs_) return {*blobs_, link->second};
  return {folder_, entry.path};
}

Result<std::string_view> FolderSnapshot::text(const Entry& entry) const {
  if (const auto known = texts_.find(entry.path); known != texts_.end()) return std::string_view(known->second);
  if (entry.kind == EntryKind::submodule) {
    return fail(ErrorCode::unavailable, "a submodule: its content is another repository", entry.path);
  }
  auto content = entry.kind == EntryKind::symlink ? read_link(entry) : read_file(entry);
  if (!content) return tl::unexpected(content.error());
  note_id(entry, *content);
  return std::string_view(texts_.emplace(entry.path, std::move(*content)).first->second);
}

Result<std::uint64_t> FolderSnapshot::size(const Entry& entry) const {
  const File file = file_of(entry);
  const auto info = file.folder.stat(file.path);
  if (!info || S_ISDIR(info->st_mode)) return fail(ErrorCode::unavailable, "the file is not here", entry.path);
  return static_cast<std::uint64_t>(info->st_size);
}

Result<std::unique_ptr<ByteSource>> FolderSnapshot::open(const Entry& entry) const {
  if (entry.kind == EntryKind::symlink || entry.kind == EntryKind::submodule) {
    return fail(ErrorCode::unavailable, "not a file", entry.path);
  }
  if (const auto behind = pointer(entry)) return open_real_bytes(*behind, entry.path);
  const File file = file_of(entry);
  auto source = file.folder.source(file.path);
  if (!source) source.error().path = entry.path;
  return source;
}

Result<std::string> FolderSnapshot::head(const Entry& entry, std::size_t length) const {
  if (entry.kind == EntryKind::symlink || entry.kind == EntryKind::submodule)
    return fail(ErrorCode::unavailable, "not a file", entry.path);
  const File file = file_of(entry);
  const auto bytes = file.folder.source(file.path);
  if (!bytes) return fail(bytes.error().code, bytes.error().message, entry.path);
  return (*bytes)->read(0, length);
}

std::vector<Claim> FolderSnapshot::claims() const {
  constexpr std::size_t digits = 64;
  std::vector<Claim> out;
  for (const Entry& entry : content_.entries) {
    if (entry.kind != EntryKind::file && entry.kind != EntryKind::executable) continue;
    const auto link = links_.find(entry.path);
    const bool named = link != links_.end() && is_hex(link->second, digits);
    out.push_back({entry.path,
                   named ? link->second : std::string(),
                   size(entry).value_or(0),
                   named ? ClaimStatus::claimed : ClaimStatus::unknown,
                   {}});
  }
  return out;
}

Result<std::unique_ptr<ByteSource>> FolderSnapshot::archive(const std::string& path) const {
  return fail(ErrorCode::not_found, "a folder has no layers", path);
}

Result<std::string> FolderSnapshot::read_link(const Entry& entry) const {
  auto target = folder_.read_link(entry.path);
  if (!target) return fail(ErrorCode::unavailable, "the link is gone", entry.path);
  return std::move(*target);
}

Result<std::string> FolderSnapshot::read_file(const Entry& entry) const {
  const auto bytes = size(entry);
  if (!bytes) return tl::unexpected(bytes.error());
  if (auto allowed = spend(*bytes, entry.path); !allowed) return tl::unexpected(allowed.error());
  const File file = file_of(entry);
  auto content = file.folder.read(file.path, limits_.blob_bytes);
  if (!content) content.error().path = entry.path;
  return content;
}

void FolderSnapshot::note_id(const Entry& entry, std::string_view bytes) const {
  const Entry* own = find(entry.path);
  if (own == nullptr) return;
  content_.entries[static_cast<std::size_t>(own - content_.entries.data())].oid = blob_id(bytes);
}

namespace {

// What `hf download --local-dir` keeps beside the files: for each that it fetched the commit and digest.
constexpr const char* download_folder = ".cache/huggingface/download";

// Notes of a download: the commit, files that exist at the hub and are not here, whether all was asked for.
void read_download_notes(const Folder& folder, const Limits& limits, FolderSnapshot::Parts& parts) {
  FileDescriptor fd = folder.open_folder(download_folder);
  if (!fd.valid()) return;
  const Folder notes(std::move(fd));
  Listing listing(limits);
  walk_folder(notes, listing);
  const Listing::Content found = std::move(listing).finish();
  const auto& entries = parts.content.entries;  // by path
  const auto here = [&](std::string_view path) {
    const auto at = std::lower_bound(entries.begin(), entries.end(), path,
                                     [](const Entry& entry, std::string_view wanted) { return entry.path < wanted; });
    return at != entries.end() && at->path == path;
  };
  auto& problems = parts.content.problems;
  constexpr std::string_view ending = ".metadata";
  std::string commit;
  bool one_commit = true;
  for (const Entry& note : found.entries) {
    if (note.path.ends_with(".incomplete")) problems.push_back({"", "a download was not finished", "not-fetched"});
    if (!note.path.ends_with(ending)) continue;
    const std::string path = note.path.substr(0, note.path.size() - ending.size());
    if (!here(path)) problems.push_back({path, "exists at the hub and is not here", "not-fetched"});
    const auto text = notes.read(note.path, 4096);
    const std::string stated(text ? trim(std::string_view(*text).substr(0, text->find('\n'))) : std::string_view{});
    one_commit = one_commit && (commit.empty() || commit == stated);
    commit = stated;
  }
  if (one_commit && is_hex(commit, git_id_digits)) parts.info.commit = commit;
  if (!here(".gitattributes") || !here("README.md"))
    problems.push_back({"", "a part of the repository was fetched: what else the hub has is unknown", "not-fetched"});
  parts.info.partial =
      std::any_of(problems.begin(), problems.end(), [](const Problem& p) { return p.kind == "not-fetched"; });
}

}  // namespace

Result<std::unique_ptr<Snapshot>> open_folder(const std::filesystem::path& where, const OpenOptions& options) {
  auto folder = Folder::open(where);
  if (!folder) return fail(ErrorCode::source, "the folder cannot be read", where);
  if (!options.path.empty()) {
    FileDescriptor inner = folder->open_folder(options.path);
    if (!inner.valid()) return fail(ErrorCode::not_found, "there is no such folder", options.path);
    folder = Folder(std::move(inner));
  }
  Listing listing(options.limits);
  walk_folder(*folder, listing, [](std::string_view path) { return !path.starts_with(".cache/huggingface/"); });
  SourceInfo info;
  info.kind = SourceKind::folder;
  std::error_code ignored;
  info.name = std::filesystem::canonical(where, ignored).filename().string();
  info.path = options.path;
  FolderSnapshot::Parts parts{std::move(*folder), std::move(info), std::move(listing).finish(), {}, {}, {}};
  read_download_notes(parts.folder, options.limits, parts);
  return std::make_unique<FolderSnapshot>(std::move(parts), options.limits);
}

}  // namespace auditor::source
