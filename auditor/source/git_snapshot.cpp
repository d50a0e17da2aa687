#include "auditor/source/git_snapshot.h"

#include "auditor/core/text.h"
#include "auditor/source/object_head.h"
#include "auditor/source/store.h"
#include "auditor/source/tree.h"

#include <fmt/format.h>

namespace auditor::source {

namespace {

EntryKind kind_of(const TreeItem& item) {
  if (item.is_symlink()) return EntryKind::symlink;
  if (item.is_submodule()) return EntryKind::submodule;
  return item.is_executable() ? EntryKind::executable : EntryKind::file;
}

std::string problem_kind(ErrorCode code) { return code == ErrorCode::unavailable ? "unavailable" : "corrupt"; }

// Depth first in git's order, with the open trees on a stack of bounded depth.
class TreeWalk {
 public:
  TreeWalk(git_odb* odb, Listing& listing) : odb_(odb), listing_(listing) {}

  void run(const git_oid& root) {
    enter({}, root);
    while (!stack_.empty() && !listing_.full()) step();
  }

 private:
  struct Frame {
    GitOdbObject tree;
    TreeReader reader;
    std::size_t prefix_size;  // of the folder's path in prefix_, with its slash
  };

  void enter(std::string_view name, const git_oid& id) {
    const std::size_t before = prefix_.size();
    if (!name.empty()) prefix_.append(name).append("/");
    auto tree = read(id);
    if (!tree) {
      listing_.problem(folder(), tree.error().message, problem_kind(tree.error().code));
      prefix_.resize(before);
      return;
    }
    const std::string_view bytes = object_bytes(*tree);
    stack_.push_back(Frame{std::move(*tree), TreeReader(bytes), prefix_.size()});
  }

  // A tree that multiplies itself is a few objects under many names.
  [[nodiscard]] Result<GitOdbObject> read(const git_oid& id) {
    constexpr std::size_t most_kept = 256;
    constexpr std::size_t largest_kept = 64U << 10U;
    const std::string key(reinterpret_cast<const char*>(id.id), GIT_OID_RAWSZ);
    if (const auto known = kept_.find(key); known != kept_.end()) {
      git_odb_object* again = nullptr;
      if (git_odb_object_dup(&again, known->second.get()) == 0) return GitOdbObject(again);
    }
    auto tree = read_object(odb_, id, GIT_OBJECT_TREE);
    if (!tree || object_bytes(*tree).size() > largest_kept) return tree;
    if (kept_.size() >= most_kept) kept_.clear();
    git_odb_object* copy = nullptr;
    if (git_odb_object_dup(&copy, tree->get()) == 0) kept_.emplace(key, GitOdbObject(copy));
    return tree;
  }

  void step() {
    Frame& top = stack_.back();
    prefix_.resize(top.prefix_size);
    const auto item = top.reader.next();
    if (!item) {
      if (top.reader.malformed()) listing_.problem(folder(), "the folder's object is malformed", "corrupt");
      stack_.pop_back();
      return;
    }
    if (!listing_.accept(prefix_, item->name, stack_.size())) return;
    if (item->is_tree()) {
      enter(item->name, item->oid());
    } else {
      listing_.add(prefix_, item->name, kind_of(*item), to_hex(item->oid()));
    }
  }

  [[nodiscard]] std::string_view folder() const {
    return std::string_view(prefix_).substr(0, prefix_.empty() ? 0 : prefix_.size() - 1);
  }

  git_odb* odb_;
  Listing& listing_;
  std::vector<Frame> stack_;
  std::string prefix_;
  std::unordered_map<std::string, GitOdbObject> kept_;  // folders read last, by raw id
};

class GitSnapshot final : public SnapshotBase {
 public:
  GitSnapshot(OpenRepository repository, SourceInfo info, Listing::Content content, const Limits& limits)
      : SnapshotBase(std::move(info), std::move(content), limits), repository_(std::move(repository)) {
    lfs_store_ = Folder::open(repository_.common / "lfs/objects");
    object_files_ = Folder::open(repository_.common / "objects");
    if (!repository_.place.bare) work_tree_ = Folder::open(repository_.place.root);
    if (!info_.path.empty()) work_prefix_ = info_.path + "/";
  }

  [[nodiscard]] Result<std::string_view> text(const Entry& entry) const override {
    if (const auto known = objects_.find(entry.oid); known != objects_.end()) return object_bytes(known->second);
    const auto bytes = size(entry);
    if (!bytes) return tl::unexpected(bytes.error());
    if (auto allowed = spend(*bytes, entry.path); !allowed) return tl::unexpected(allowed.error());
    auto blob = read_blob(entry);
    if (!blob) return tl::unexpected(blob.error());
    return object_bytes(objects_.emplace(entry.oid, std::move(*blob)).first->second);
  }

  [[nodiscard]] Result<std::uint64_t> size(const Entry& entry) const override {
    if (entry.kind == EntryKind::submodule) return no_content(entry);
    if (const auto known = sizes_.find(entry.oid); known != sizes_.end()) return known->second;
    const git_oid id = from_hex(entry.oid);
    if (!may_be_here(id)) return missing(entry);
    std::size_t bytes = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    const int status = git_odb_read_header(&bytes, &type, repository_.odb.get(), &id);
    if (status == GIT_ENOTFOUND) return missing(entry);
    if (status != 0) return fail(ErrorCode::malformed, "corrupt object: " + git_message(), entry.path);
    if (type != GIT_OBJECT_BLOB) return fail(ErrorCode::malformed, "the object is not a file's", entry.path);
    sizes_.emplace(entry.oid, bytes);
    return bytes;
  }

  [[nodiscard]] Result<std::unique_ptr<ByteSource>> open(const Entry& entry) const override {
    if (const auto behind = pointer(entry)) return open_real_bytes(*behind, entry.path);
    const auto bytes = size(entry);
    if (!bytes) return tl::unexpected(bytes.error());
    if (*bytes > max_blob_in_memory) return fail(ErrorCode::limit, "not read: " + human_size(*bytes), entry.path);
    auto blob = read_blob(entry);
    if (!blob) return tl::unexpected(blob.error());
    return std::make_unique<BlobSource>(std::move(*blob));
  }

  [[nodiscard]] Result<std::string> head(const Entry& entry, std::size_t length) const override {
    if (const auto known = objects_.find(entry.oid); known != objects_.end())
      return std::string(object_bytes(known->second).substr(0, length));
    if (auto packed = repository_.packs->head(entry.oid, length)) return std::move(*packed);
    if (object_files_)
      if (auto loose = loose_object_head(*object_files_, entry.oid, length)) return std::move(*loose);
    const auto bytes = size(entry);
    if (!bytes) return tl::unexpected(bytes.error());
    if (*bytes > max_blob_in_memory) return fail(ErrorCode::limit, "not read: " + human_size(*bytes), entry.path);
    auto blob = read_blob(entry);
    if (!blob) return tl::unexpected(blob.error());
    return std::string(object_bytes(*blob).substr(0, length));
  }

 private:
  class BlobSource final : public ByteSource {
   public:
    explicit BlobSource(GitOdbObject blob) : blob_(std::move(blob)) {}
    [[nodiscard]] std::uint64_t size() const override { return object_bytes(blob_).size(); }
    [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) const override {
      const std::string_view bytes = object_bytes(blob_);
      if (offset >= bytes.size()) return std::size_t{0};
      const std::string_view part = bytes.substr(static_cast<std::size_t>(offset), out.size());
      std::copy(part.begin(), part.end(), reinterpret_cast<char*>(out.data()));
      return part.size();
    }

   private:
    GitOdbObject blob_;
  };

  [[nodiscard]] Result<GitOdbObject> read_blob(const Entry& entry) const {
    if (entry.kind == EntryKind::submodule) return no_content(entry);
    const git_oid id = from_hex(entry.oid);
    if (!may_be_here(id)) return missing(entry);
    auto blob = read_object(repository_.odb.get(), id, GIT_OBJECT_BLOB);
    if (!blob) blob.error().path = entry.path;
    return blob;
  }

  // In a partial clone misses are many, and libgit2 looks through the disk again at each one: ask without that.
  [[nodiscard]] bool may_be_here(const git_oid& id) const {
    return !info_.partial || git_odb_exists_ext(repository_.odb.get(), &id, GIT_ODB_LOOKUP_NO_REFRESH) == 1;
  }

  [[nodiscard]] tl::unexpected<Error> missing(const Entry& entry) const {
    return fail(ErrorCode::unavailable, info_.partial ? "not fetched by this partial clone" : "the object is missing",
                entry.path);
  }

  static tl::unexpected<Error> no_content(const Entry& entry) {
    return fail(ErrorCode::unavailable, "a submodule: its content is another repository", entry.path);
  }

  OpenRepository repository_;
  std::optional<Folder> object_files_;
  mutable std::unordered_map<std::string, GitOdbObject> objects_;  // every text read, by id
  mutable std::unordered_map<std::string, std::uint64_t> sizes_;
};

}  // namespace

Listing::Content list_tree(git_odb* odb, const git_oid& root, const Limits& limits) {
  Listing listing(limits);
  TreeWalk(odb, listing).run(root);
  return std::move(listing).finish();
}

Result<git_oid> find_subtree(git_odb* odb, git_oid root, std::string_view path) {
  for (const std::string_view step : split(path, '/')) {
    if (step.empty() || step == ".") continue;
    auto tree = read_object(odb, root, GIT_OBJECT_TREE);
    if (!tree) return tl::unexpected(tree.error());
    TreeReader reader(object_bytes(*tree));
    auto item = reader.next();
    while (item && item->name != step) item = reader.next();
    if (!item || !item->is_tree()) {
      return fail(ErrorCode::not_found, item ? "is not a folder" : "there is no such folder at this revision",
                  std::string(path));
    }
    root = item->oid();
  }
  return root;
}

SourceInfo describe(const OpenRepository& repository, git_commit* commit, const OpenOptions& options,
                    const std::string& path) {
  SourceInfo info;
  info.kind = SourceKind::git;
  info.remote = repository.settings.remote;
  info.name = name_of_remote(info.remote);
  if (info.name.empty()) info.name = repository.place.root.filename().string();
  info.revision = options.revision;
  info.commit = to_hex(*git_commit_id(commit));
  info.tree = to_hex(*git_commit_tree_id(commit));
  info.time = git_commit_time(commit);
  info.path = path;
  info.shallow = repository.shallow;
  info.partial = repository.settings.partial;
  return info;
}

Result<std::unique_ptr<Snapshot>> open_git(OpenRepository repository, const OpenOptions& options,
                                           const std::string& path) {
  auto commit = find_commit(repository, options.revision);
  if (!commit) return tl::unexpected(commit.error());
  const auto root = find_subtree(repository.odb.get(), *git_commit_tree_id(commit->get()), path);
  if (!root) return tl::unexpected(root.error());

  Listing listing(options.limits);
  for (const Problem& problem : repository.problems) listing.problem(problem.path, problem.message, problem.kind);
  TreeWalk(repository.odb.get(), listing).run(*root);
  SourceInfo info = describe(repository, commit->get(), options, path);
  return std::make_unique<GitSnapshot>(std::move(repository), std::move(info), std::move(listing).finish(),
                                       options.limits);
}

}  // namespace auditor::source
