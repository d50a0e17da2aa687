// open_snapshot(): decides what kind of source was named.
#include "auditor/source/folder_snapshot.h"
#include "auditor/source/git_snapshot.h"
#include "auditor/source/names.h"

#include <filesystem>

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

}  // namespace

Result<std::unique_ptr<Snapshot>> open_snapshot(const std::string& where, const OpenOptions& options) {
  OpenOptions checked = options;
  checked.path = trim_slashes(options.path);
  if (!is_inside(checked.path)) return fail(ErrorCode::usage, "the sub-folder leaves the source", options.path);
  std::error_code error;
  const fs::file_status status = fs::status(where, error);
  if (status.type() == fs::file_type::not_found) return fail(ErrorCode::source, "there is no such folder", where);
  if (status.type() != fs::file_type::directory) return fail(ErrorCode::source, "is not a folder", where);

  const auto place = find_repository(where);
  if (!place) return open_folder(where, checked);
  auto repository = open_repository(*place);
  if (!repository) return tl::unexpected(repository.error());
  const std::string inside = path_inside(*place, where, checked.path);
  auto snapshot = open_git(std::move(*repository), checked, inside);
  // A folder that its repository does not keep (a build folder, a scratch copy): the folder is what was meant.
  const bool not_kept = !snapshot && snapshot.error().code == ErrorCode::not_found && inside != checked.path;
  return not_kept && options.revision == "HEAD" ? open_folder(where, checked) : std::move(snapshot);
}

}  // namespace auditor::source
