// open_snapshot(): decides what kind of source was named.
#include "auditor/core/text.h"
#include "auditor/source/folder_snapshot.h"
#include "auditor/source/git_snapshot.h"
#include "auditor/source/hub_cache.h"
#include "auditor/source/names.h"
#include "auditor/source/remote.h"
#include "auditor/source/work_tree.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/format.h>

namespace fs = std::filesystem;

namespace auditor::source {

namespace {

std::string trim_slashes(std::string_view path) {
  while (!path.empty() && path.front() == '/') path.remove_prefix(1);
  while (!path.empty() && path.back() == '/') path.remove_suffix(1);
  return path == "." ? std::string() : std::string(path);
}

// Where `where` lies inside the repository, with the sub-folder asked for; "" for its root.
std::string path_inside(const GitPlace& place, const fs::path& where, const std::string& sub_folder) {
  std::error_code ignored;
  const fs::path inside = place.bare ? fs::path() : fs::canonical(where, ignored).lexically_relative(place.root);
  const bool within = !inside.empty() && inside != "." && *inside.begin() != ".." && *inside.begin() != ".git";
  return trim_slashes(((within ? inside : fs::path()) / sub_folder).generic_string());
}

Result<std::unique_ptr<Snapshot>> open_repository_at(const GitPlace& place, const fs::path& where,
                                                     const OpenOptions& options) {
  auto repository = open_repository(place);
  if (!repository) return tl::unexpected(repository.error());
  const std::string inside = path_inside(place, where, options.path);
  if (options.worktree) return open_work_tree(std::move(*repository), options, inside);
  auto snapshot = open_git(std::move(*repository), options, inside);
  // A folder that its repository does not keep (a build folder, a scratch copy): the folder is what was meant.
  const bool not_kept = !snapshot && snapshot.error().code == ErrorCode::not_found && inside != options.path;
  return not_kept && options.revision == "HEAD" ? open_folder(where, options) : std::move(snapshot);
}

// A folder without history has one state: to show it for another one would be wrong.
Result<std::unique_ptr<Snapshot>> open_plain(const fs::path& where, const OpenOptions& options) {
  if (options.revision != "HEAD")
    return fail(ErrorCode::not_found,
                fmt::format("is no git repository: it has no revision '{}'", printable(options.revision)), where);
  if (options.worktree) return fail(ErrorCode::usage, "is no git repository: it has no work tree", where);
  return open_folder(where, options);
}

// A name in a bare repository that neither git nor what serves it gave; empty when there is none.
std::string file_beside_objects(const fs::path& git) {
  static constexpr std::array<std::string_view, 23> known = {
      "annex",       "branches", "cloneurl", "commondir", "config",   "config.worktree",
      "description", "filter",   "gc.log",   "gc.pid",    "gitdir",   "hooks",
      "index",       "info",     "lfs",      "logs",      "modules",  "objects",
      "packed-refs", "refs",     "remotes",  "shallow",   "worktrees"};
  std::string found;
  std::error_code error;
  for (fs::directory_iterator at(git, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    const bool head = name == "HEAD" || name.ends_with("_HEAD") || name == "COMMIT_EDITMSG";
    const bool own = head || name.ends_with(".lock") || name.starts_with("git-") || name.starts_with("gitweb") ||
                     std::find(known.begin(), known.end(), std::string_view(name)) != known.end();
    if (!own && (found.empty() || name < found)) found = name;
  }
  return found;
}

Result<std::unique_ptr<Snapshot>> open_local(const fs::path& where, const OpenOptions& options) {
  std::error_code error;
  const fs::file_status status = fs::status(where, error);
  if (!fs::exists(status))
    return fail(ErrorCode::source, "there is no such folder",
                where.empty() ? "''" : without_credentials(where.string()));
  if (status.type() != fs::file_type::directory)
    return fail(ErrorCode::source, "is a file, not a repository or folder", where);
  const auto place = find_repository(where);
  // A cache folder inside someone's repository is still a cache folder, unless it is the repository.
  // A model can hold files and folders by the names that a bare repository has.
  std::error_code ignored;
  if (!place || place->bare || place->root != fs::canonical(where, ignored)) {
    if (const auto cached = find_hub_cache(where)) {
      auto snapshot = open_hub_cache(*cached, options);
      if (!snapshot && snapshot.error().path.empty()) snapshot.error().path = where;
      return snapshot;
    }
    if (const std::size_t count = repositories_in_cache(where); count > 0)
      return fail(ErrorCode::source,
                  fmt::format("is a cache with {} repositor{} of a hub, no model: name one of them, or let "
                              "`auditor fleet` audit each",
                              count, count == 1 ? "y" : "ies"),
                  where);
  }
  if (place && place->bare)
    if (const std::string other = file_beside_objects(place->git); !other.empty())
      return fail(ErrorCode::source,
                  fmt::format("holds the objects of a repository and other files, such as {}: which of them is meant "
                              "cannot be told",
                              printable(other)),
                  where);
  auto snapshot = place ? open_repository_at(*place, where, options) : open_plain(where, options);
  if (!snapshot && snapshot.error().path.empty()) snapshot.error().path = where;
  return snapshot;
}

}  // namespace

Result<std::unique_ptr<Snapshot>> open_snapshot(const std::string& where, const OpenOptions& options) {
  OpenOptions checked = options;
  checked.path = trim_slashes(options.path);
  if (!is_inside(checked.path)) return fail(ErrorCode::usage, "the sub-folder leaves the source", options.path);
  std::error_code ignored;
  if (fs::exists(where, ignored)) return open_local(where, checked);
  if (const auto path = file_url_path(where)) return open_local(*path, checked);
  switch (locate(where)) {
    case Location::local: break;
    case Location::unsupported:
      return fail(ErrorCode::usage, fmt::format("{}: only https, http, ssh, git and file URLs are read",
                                                printable(without_credentials(where))));
    case Location::remote: {
      const auto copy = fetch_bare(where, options.cache_folder, options.progress);
      if (!copy) return tl::unexpected(copy.error());
      return open_local(*copy, checked);
    }
  }
  return open_local(where, checked);
}

}  // namespace auditor::source
