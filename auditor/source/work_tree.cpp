#include "auditor/source/work_tree.h"

#include "auditor/core/text.h"
#include "auditor/source/folder_snapshot.h"
#include "auditor/source/git_snapshot.h"
#include "auditor/source/pointer.h"
#include "auditor/source/tree.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unordered_map>

namespace auditor::source {

namespace {

// What the index says of the work tree.
class Tracked {
 public:
  explicit Tracked(git_repository* repository) {
    git_index* raw = nullptr;
    if (git_repository_index(&raw, repository) != 0) return;
    index_.reset(raw);
    for (std::size_t i = 0; i < git_index_entrycount(raw); ++i) {
      const git_index_entry* entry = git_index_get_byindex(raw, i);
      files_.emplace(entry->path, entry);
      add_folders(entry->path);
    }
  }

  [[nodiscard]] const std::unordered_map<std::string, const git_index_entry*>& files() const { return files_; }
  [[nodiscard]] bool has_folder(const std::string& path) const { return folders_.count(path) != 0; }
  [[nodiscard]] bool has_file(const std::string& path) const { return files_.count(path) != 0; }
  [[nodiscard]] bool is_submodule(const std::string& path) const {
    const auto at = files_.find(path);
    return at != files_.end() && (at->second->mode & 0170000U) == 0160000U;
  }

 private:
  void add_folders(std::string_view path) {
    for (std::size_t slash = path.rfind('/'); slash != std::string_view::npos; slash = path.rfind('/', slash - 1)) {
      if (!folders_.emplace(path.substr(0, slash + 1), true).second || slash == 0) return;
    }
  }

  GitIndex index_;
  std::unordered_map<std::string, const git_index_entry*> files_;
  std::unordered_map<std::string, bool> folders_;  // with a slash at the end
};

class ChangeSearch {
 public:
  ChangeSearch(const OpenRepository& repository, const Folder& root, const Tracked& tracked, const Limits& limits)
      : repository_(repository), root_(root), tracked_(tracked), limits_(limits) {}

  // Whether the work tree or the index differ from the commit, untracked files apart.
  [[nodiscard]] bool any(const std::vector<Entry>& head) const { return index_differs(head) || files_differ(); }

 private:
  [[nodiscard]] bool index_differs(const std::vector<Entry>& head) const {
    if (head.size() != tracked_.files().size()) return true;
    for (const Entry& entry : head) {
      const auto at = tracked_.files().find(entry.path);
      if (at == tracked_.files().end() || to_hex(at->second->id) != entry.oid) return true;
    }
    return false;
  }

  [[nodiscard]] bool files_differ() const {
    for (const auto& [path, entry] : tracked_.files()) {
      const bool sparse = (entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) != 0;
      if (!sparse && (entry->mode & 0170000U) != 0160000U && differs(path, *entry)) return true;
    }
    return false;
  }

  [[nodiscard]] bool differs(const std::string& path, const git_index_entry& entry) const {
    const auto info = root_.stat(path);
    if (!info) return true;
    const bool same_size = static_cast<std::uint32_t>(info->st_size) == entry.file_size;
    if (same_size && info->st_mtim.tv_sec == entry.mtime.seconds &&
        static_cast<std::uint32_t>(info->st_mtim.tv_nsec) == entry.mtime.nanoseconds) {
      return false;
    }
    const bool link = S_ISLNK(info->st_mode);
    const auto bytes = link ? root_.read_link(path).value_or("") : root_.read(path, limits_.blob_bytes).value_or("");
    return blob_id(bytes) != to_hex(entry.id) && !is_smudged(entry, static_cast<std::uint64_t>(info->st_size));
  }

  // A file that git-lfs put in the place of its pointer; told by size, as hashing gigabytes would be too slow.
  [[nodiscard]] bool is_smudged(const git_index_entry& entry, std::uint64_t size) const {
    const auto blob = read_object(repository_.odb.get(), entry.id, GIT_OBJECT_BLOB);
    const auto behind = blob ? parse_pointer(object_bytes(*blob)) : std::nullopt;
    return behind && behind->size == size;
  }

  const OpenRepository& repository_;
  const Folder& root_;
  const Tracked& tracked_;
  const Limits& limits_;
};

bool is_ignored(git_repository* repository, const std::string& path) {
  int ignored = 0;
  return git_ignore_path_is_ignored(&ignored, repository, path.c_str()) == 0 && ignored == 1;
}

// Tracked files, and new ones that no .gitignore names; a nested repository is not part of this one.
class Chooser {
 public:
  Chooser(git_repository* repository, const Folder& root, const Tracked& tracked, std::string prefix)
      : repository_(repository), root_(root), tracked_(tracked), prefix_(std::move(prefix)) {}

  bool operator()(std::string_view inner) {
    const std::string path = prefix_ + std::string(inner);
    const bool folder = path.back() == '/';
    if (folder ? tracked_.has_folder(path) : tracked_.has_file(path)) return true;
    if (folder && root_.stat(path + ".git")) return false;
    if (is_ignored(repository_, path)) return false;
    if (!folder) untracked = true;
    return true;
  }

  bool untracked = false;

 private:
  git_repository* repository_;
  const Folder& root_;
  const Tracked& tracked_;
  std::string prefix_;
};

void add_submodules(Listing& listing, const Tracked& tracked, const std::string& prefix) {
  for (const auto& [path, entry] : tracked.files()) {
    if (!tracked.is_submodule(path) || path.rfind(prefix, 0) != 0) continue;
    listing.add("", path.substr(prefix.size()), EntryKind::submodule, to_hex(entry->id));
  }
}

}  // namespace

Result<std::unique_ptr<Snapshot>> open_work_tree(OpenRepository repository, const OpenOptions& options,
                                                 const std::string& path) {
  if (repository.place.bare) return fail(ErrorCode::source, "a bare repository has no work tree");
  // The folder that holds `.git`, never core.worktree: a hostile configuration could name any folder there.
  auto root = Folder::open(repository.place.root);
  if (!root) return fail(ErrorCode::source, "the work tree cannot be read");
  FileDescriptor inner = root->open_folder(path);
  if (!inner.valid()) return fail(ErrorCode::not_found, "there is no such folder in the work tree", path);

  // For .gitignore files; nothing is written with the last argument 0.
  git_repository_set_workdir(repository.handle.get(), repository.place.root.c_str(), 0);
  auto commit = find_commit(repository, "HEAD");
  if (!commit) return tl::unexpected(commit.error());
  const Tracked tracked(repository.handle.get());
  const std::string prefix = path.empty() ? "" : path + "/";
  FolderSnapshot::Parts parts{Folder(std::move(inner)), {}, {}, {}, {}, {}};
  Listing listing(options.limits);
  Chooser chooser(repository.handle.get(), *root, tracked, prefix);
  walk_folder(parts.folder, listing, [&](std::string_view entry) { return chooser(entry); });
  add_submodules(listing, tracked, prefix);
  parts.content = std::move(listing).finish();
  parts.info = describe(repository, commit->get(), options, path);
  parts.info.kind = SourceKind::worktree;
  parts.lfs_store = Folder::open(repository.common / "lfs/objects");

  const auto head = list_tree(repository.odb.get(), *git_commit_tree_id(commit->get()), options.limits);
  parts.info.dirty = chooser.untracked || ChangeSearch(repository, *root, tracked, options.limits).any(head.entries);
  return std::make_unique<FolderSnapshot>(std::move(parts), options.limits);
}

}  // namespace auditor::source
