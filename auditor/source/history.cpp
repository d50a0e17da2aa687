#include "auditor/source/history.h"

#include "auditor/core/text.h"
#include "auditor/source/remote.h"
#include "auditor/source/tree_diff.h"

#include <algorithm>
#include <queue>
#include <set>
#include <unordered_set>

namespace fs = std::filesystem;

namespace auditor::source {

namespace {

using Wanted = std::function<bool(const std::string&)>;

GitCommit look_up(git_repository* repository, const git_oid& id) {
  git_commit* raw = nullptr;
  return GitCommit(git_commit_lookup(&raw, repository, &id) == 0 ? raw : nullptr);
}

// Share of the lines of `b` that `a` has too, by bytes.
double likeness(std::string_view a, std::string_view b) {
  std::unordered_set<std::string_view> lines;
  for (const std::string_view line : split_lines(a)) lines.insert(line);
  std::size_t shared = 0;
  std::size_t all = 0;
  for (const std::string_view line : split_lines(b)) {
    all += line.size() + 1;
    if (lines.count(line) != 0) shared += line.size() + 1;
  }
  const std::size_t longer = std::max({a.size(), b.size(), all, std::size_t{1}});
  return static_cast<double>(shared) / static_cast<double>(longer);
}

class Walk {
 public:
  Walk(const OpenRepository& repository, const HistoryReader& reader, const Wanted& wanted)
      : repository_(repository), reader_(reader), wanted_(wanted), diff_(repository.odb.get()) {}

  History run(GitCommit start, std::size_t max_commits, const Progress& progress) {
    push(std::move(start));
    while (!queue_.empty()) {
      if (history_.commits >= max_commits) {
        history_.cut = true;
        break;
      }
      const GitCommit commit = pop();
      visit(commit.get());
      if (progress && history_.commits % 256 == 0) progress("commits read", history_.commits, 0);
    }
    history_.cut = history_.cut || diff_.incomplete();
    return std::move(history_);
  }

 private:
  struct Later {
    bool operator()(const git_commit* a, const git_commit* b) const { return git_commit_time(a) < git_commit_time(b); }
  };

  void push(GitCommit commit) {
    const git_oid* id = git_commit_id(commit.get());
    if (!seen_.emplace(reinterpret_cast<const char*>(id->id), GIT_OID_RAWSZ).second) return;
    queue_.push(commit.get());
    owned_.emplace(commit.get(), std::move(commit));
  }

  GitCommit pop() {
    git_commit* top = queue_.top();
    queue_.pop();
    auto node = owned_.extract(top);
    return std::move(node.mapped());
  }

  void visit(git_commit* commit) {
    ++history_.commits;
    const std::int64_t time = git_commit_author(commit)->when.time;
    history_.first_time = history_.commits == 1 ? time : std::min(history_.first_time, time);
    history_.last_time = std::max(history_.last_time, time);

    const unsigned parents = git_commit_parentcount(commit);
    std::vector<git_oid> trees;
    for (unsigned i = 0; i < parents; ++i) {
      GitCommit parent = look_up(repository_.handle.get(), *git_commit_parent_id(commit, i));
      if (!parent) {
        history_.cut = true;
        continue;
      }
      trees.push_back(*git_commit_tree_id(parent.get()));
      push(std::move(parent));
    }
    if (trees.size() < parents) return;  // at the edge of a shallow clone all would look new
    note(commit, trees);
  }

  void note(git_commit* commit, const std::vector<git_oid>& parents) {
    const git_oid* tree = git_commit_tree_id(commit);
    auto changes = choose(diff_.compare(parents.empty() ? nullptr : &parents[0], tree));
    // A merge changes only what differs from every parent.
    for (std::size_t i = 1; i < parents.size() && !changes.empty(); ++i) {
      std::set<std::string> differing;
      for (const TreeDifference& difference : diff_.compare(&parents[i], tree)) differing.insert(difference.path);
      std::erase_if(changes, [&](const HistoryChange& change) { return differing.count(change.path) == 0; });
    }
    if (changes.empty()) return;
    HistoryCommit entry;
    entry.id = to_hex(*git_commit_id(commit));
    entry.time = git_commit_author(commit)->when.time;
    entry.author = to_valid_utf8(git_commit_author(commit)->name);
    const char* summary = git_commit_summary(commit);
    entry.summary = to_valid_utf8(summary != nullptr ? summary : "");
    entry.merge = parents.size() > 1;
    entry.changes = std::move(changes);
    history_.changed.push_back(std::move(entry));
  }

  std::vector<HistoryChange> choose(const std::vector<TreeDifference>& differences) {
    std::vector<HistoryChange> changes;
    std::vector<const TreeDifference*> removed;
    for (const TreeDifference& difference : differences) {
      if (!difference.after) removed.push_back(&difference);
      const bool chosen = followed_.count(difference.path) != 0 || wanted_(difference.path);
      if (!chosen) continue;
      HistoryChange change;
      change.path = difference.path;
      if (difference.before) change.old_oid = to_hex(*difference.before);
      if (difference.after) change.new_oid = to_hex(*difference.after);
      change.kind = !difference.before  ? HistoryChange::Kind::added
                    : !difference.after ? HistoryChange::Kind::removed
                                        : HistoryChange::Kind::modified;
      changes.push_back(std::move(change));
    }
    pair_renames(changes, removed);
    return changes;
  }

  // An added file that was removed elsewhere in the same commit, whole or nearly so, is a rename.
  void pair_renames(std::vector<HistoryChange>& changes, const std::vector<const TreeDifference*>& removed) {
    std::set<std::string> moved;
    for (HistoryChange& change : changes) {
      if (change.kind != HistoryChange::Kind::added) continue;
      const TreeDifference* origin = find_origin(change, removed, moved);
      if (origin == nullptr) continue;
      change.kind = HistoryChange::Kind::renamed;
      change.old_path = origin->path;
      change.old_oid = to_hex(*origin->before);
      moved.insert(origin->path);
      followed_.insert(origin->path);
    }
    std::erase_if(changes, [&](const HistoryChange& change) {
      return change.kind == HistoryChange::Kind::removed && moved.count(change.path) != 0;
    });
  }

  const TreeDifference* find_origin(const HistoryChange& change, const std::vector<const TreeDifference*>& removed,
                                    const std::set<std::string>& moved) const {
    for (const TreeDifference* candidate : removed) {
      if (moved.count(candidate->path) == 0 && to_hex(*candidate->before) == change.new_oid) return candidate;
    }
    constexpr std::size_t max_candidates = 16;  // reading more would cost more than the answer is worth
    if (removed.empty() || removed.size() > max_candidates) return nullptr;
    const auto text = reader_.blob(change.new_oid);
    const TreeDifference* best = nullptr;
    double best_likeness = 0.5;  // as git's own default
    for (const TreeDifference* candidate : removed) {
      if (!text || moved.count(candidate->path) != 0) continue;
      const auto old_text = reader_.blob(to_hex(*candidate->before));
      const double alike = old_text ? likeness(*old_text, *text) : 0;
      if (alike >= best_likeness) {
        best_likeness = alike;
        best = candidate;
      }
    }
    return best;
  }

  const OpenRepository& repository_;
  const HistoryReader& reader_;
  const Wanted& wanted_;
  TreeDiff diff_;
  std::priority_queue<git_commit*, std::vector<git_commit*>, Later> queue_;
  std::unordered_map<git_commit*, GitCommit> owned_;
  std::unordered_set<std::string> seen_;
  std::set<std::string> followed_;
  History history_;
};

}  // namespace

Result<std::unique_ptr<HistoryReader>> HistoryReader::open(const std::string& where, const OpenOptions& options) {
  fs::path path = where;
  std::error_code ignored;
  if (const auto from_url = file_url_path(where)) {
    path = *from_url;
  } else if (!fs::exists(path, ignored) && locate(where) == Location::remote) {
    const auto copy = fetch_bare(where, options.cache_folder, options.progress);
    if (!copy) return tl::unexpected(copy.error());
    path = *copy;
  }
  if (!fs::exists(path, ignored)) return fail(ErrorCode::source, "there is no such folder", without_credentials(where));
  const auto place = find_repository(path);
  if (!place) return fail(ErrorCode::source, "is not a git repository: it has no history", where);
  auto repository = open_repository(*place);
  if (!repository) return tl::unexpected(repository.error());
  return std::unique_ptr<HistoryReader>(new HistoryReader(std::move(*repository), options));
}

Result<History> HistoryReader::changes(const std::function<bool(const std::string&)>& wanted,
                                       std::size_t max_commits) const {
  auto start = find_commit(repository_, revision_);
  if (!start) return tl::unexpected(start.error());
  return Walk(repository_, *this, wanted).run(std::move(*start), max_commits, progress_);
}

Result<std::string> HistoryReader::blob(const std::string& oid, std::size_t limit) const {
  const git_oid id = from_hex(oid);
  std::size_t size = 0;
  git_object_t type = GIT_OBJECT_INVALID;
  if (git_odb_read_header(&size, &type, repository_.odb.get(), &id) != 0) {
    return fail(ErrorCode::unavailable, "the object " + oid + " is not here");
  }
  if (size > limit) return fail(ErrorCode::limit, "not read: " + human_size(size));
  auto object = read_object(repository_.odb.get(), id, GIT_OBJECT_BLOB);
  if (!object) return tl::unexpected(object.error());
  return std::string(object_bytes(*object));
}

}  // namespace auditor::source
