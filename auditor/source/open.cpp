// open_snapshot(): decides what kind of source was named.
#include "auditor/core/text.h"
#include "auditor/source/folder_snapshot.h"
#include "auditor/source/git_snapshot.h"
#include "auditor/source/hub_cache.h"
#include "auditor/source/model_folders.h"
#include "auditor/source/model_store.h"
#include "auditor/source/names.h"
#include "auditor/source/oci.h"
#include "auditor/source/ollama.h"
#include "auditor/source/remote.h"
#include "auditor/source/single_file.h"
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

// A file that is a model: a manifest in a store, weights by themselves.
Result<std::unique_ptr<Snapshot>> open_file_source(const fs::path& where, const OpenOptions& options) {
  if (const auto manifest = find_ollama_model(where)) return open_ollama(*manifest, options);
  if (const auto layout = find_oci_layout(where)) return open_oci(*layout, options);
  if (is_weight_file(where)) return open_single_file(where, options);
  return fail(ErrorCode::source, "is a file, and neither weights nor a model of a store", where);
}

// A folder of a kind that a store's program makes; null when it is none, an error when it holds many models.
Result<std::unique_ptr<Snapshot>> open_stored(const fs::path& where, const OpenOptions& options) {
  if (const auto cached = find_hub_cache(where)) return open_hub_cache(*cached, options);
  if (const auto layout = find_oci_layout(where)) return open_oci(*layout, options);
  if (const auto model = find_model_folder(where)) return open_model_folder(*model, options);
  if (const auto store = describe_store(where))
    return fail(ErrorCode::source,
                *store + ", no model: name one of them as STORE/NAME, or let `auditor inventory` list them", where);
  return std::unique_ptr<Snapshot>();
}

Result<std::unique_ptr<Snapshot>> open_local_folder(const fs::path& where, const OpenOptions& options) {
  const auto place = find_repository(where);
  // A store inside someone's repository is still a store, unless it is the repository.
  // A model can hold files and folders by the names that a bare repository has.
  std::error_code ignored;
  if (!place || place->bare || place->root != fs::canonical(where, ignored)) {
    auto stored = open_stored(where, options);
    if (!stored || *stored) return stored;
  }
  if (place && place->bare)
    if (const std::string other = file_beside_objects(place->git); !other.empty())
      return fail(ErrorCode::source,
                  fmt::format("holds the objects of a repository and other files, such as {}: which of them is meant "
                              "cannot be told",
                              printable(other)),
                  where);
  return place ? open_repository_at(*place, where, options) : open_plain(where, options);
}

Result<std::unique_ptr<Snapshot>> open_local(const fs::path& where, const OpenOptions& options) {
  std::error_code error;
  const fs::file_status status = fs::status(where, error);
  if (!fs::exists(status)) {
    if (const auto model = find_in_store(where)) {
      OpenOptions as_stored = options;
      if (model->open_as != "HEAD") as_stored.revision = model->open_as;
      return open_local(model->open_at, as_stored);
    }
    return fail(ErrorCode::source, "there is no such folder",
                where.empty() ? "''" : without_credentials(where.string()));
  }
  if (status.type() != fs::file_type::directory && status.type() != fs::file_type::regular)
    return fail(ErrorCode::source, "is neither a folder nor a file", where);
  auto snapshot =
      status.type() == fs::file_type::directory ? open_local_folder(where, options) : open_file_source(where, options);
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
