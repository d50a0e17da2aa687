#include "auditor/source/git_repository.h"

#include "auditor/core/suggest.h"
#include "auditor/core/text.h"
#include "auditor/source/beneath.h"
#include "auditor/source/object_store.h"
#include "auditor/source/remote.h"

#include <fmt/format.h>
#include <git2/sys/repository.h>

namespace fs = std::filesystem;

namespace auditor::source {

namespace {

constexpr std::uint64_t max_config = 1U << 20U;

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

bool looks_like_git_folder(const fs::path& path) {
  return is_there(path / "HEAD") && (is_there(path / "objects") || is_there(path / "commondir")) &&
         (is_there(path / "refs") || is_there(path / "commondir"));
}

// First line of a small file of git's own ("gitdir: …", commondir), trimmed.
std::string first_line(const fs::path& path) {
  const auto file = open_file(path);
  if (!file) return {};
  const auto text = (*file)->read(0, 4096);
  return text ? std::string(trim(text->substr(0, text->find('\n')))) : std::string();
}

// A `.git` folder, or what a `.git` file points to.
fs::path git_folder_of(const fs::path& dot_git) {
  std::error_code ignored;
  if (fs::is_directory(dot_git, ignored)) return dot_git;
  const std::string line = first_line(dot_git);
  if (line.rfind("gitdir:", 0) != 0) return {};
  return (dot_git.parent_path() / trim(std::string_view(line).substr(7))).lexically_normal();
}

fs::path common_folder(const fs::path& git) {
  const std::string line = first_line(git / "commondir");
  return line.empty() ? git : (git / line).lexically_normal();
}

// value of `key = value`: quotes and comments as in git, continuation lines not (no setting read here has them).
std::string unquote(std::string_view raw) {
  std::string out;
  bool quoted = false;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const char c = raw[i];
    if (c == '"') {
      quoted = !quoted;
    } else if (c == '\\' && i + 1 < raw.size()) {
      out += raw[++i];
    } else if ((c == '#' || c == ';') && !quoted) {
      break;
    } else {
      out += c;
    }
  }
  return std::string(trim(out));
}

void apply_setting(GitSettings& settings, const std::string& section, const std::string& key, std::string value) {
  if (section == "remote \"origin\"" && key == "url" && settings.remote.empty()) {
    // A path of this machine would make reports differ from one machine to the next.
    if (locate(value) == Location::remote) settings.remote = without_credentials(value);
  } else if (section == "extensions" && key == "objectformat") {
    settings.object_format = to_lower(value);
  } else if (section == "extensions" && key == "refstorage") {
    settings.ref_storage = to_lower(value);
  } else if ((section == "extensions" && key == "partialclone") ||
             (section.rfind("remote \"", 0) == 0 && key == "promisor" && iequals(value, "true"))) {
    settings.partial = true;
  }
}

// "remote "origin"": the section's name in lower case, its sub-section as written.
std::string section_name(std::string_view line) {
  line = trim(line.substr(1, line.rfind(']') - 1));
  const std::size_t quote = line.find('"');
  std::string name = to_lower(trim(line.substr(0, quote)));
  if (quote != std::string_view::npos) name.append(" ").append(line.substr(quote));
  return name;
}

// The repository's own configuration is never loaded by libgit2: neither its includes nor what it names has effect.
// Opened as bare, also when it is not: the work tree is this program's business (see work_tree.cpp).
Result<GitRepository> open_without_settings(const fs::path& git) {
  git_repository* raw = nullptr;
  if (git_repository_open_bare(&raw, git.c_str()) != 0) {
    return fail(ErrorCode::source, "the repository cannot be opened: " + git_message());
  }
  GitRepository repository(raw);
  git_config* nothing = nullptr;
  if (git_config_new(&nothing) != 0) return fail(ErrorCode::source, git_message());
  git_repository_set_config(raw, nothing);
  git_config_free(nothing);
  return repository;
}

// A pipe or device in the place of a file that libgit2 reads would hang it.
bool is_odd_file(const fs::path& path) {
  std::error_code ignored;
  const auto type = fs::status(path, ignored).type();
  return type != fs::file_type::regular && type != fs::file_type::not_found;
}

// The first such file below a folder of git's; empty when there is none.
fs::path odd_file_below(const fs::path& folder) {
  constexpr int deepest = 64;
  std::error_code error;
  fs::recursive_directory_iterator at(folder, error);
  for (const fs::recursive_directory_iterator end; !error && at != end; at.increment(error)) {
    if (at.depth() > deepest) at.disable_recursion_pending();
    std::error_code ignored;
    const auto type = at->symlink_status(ignored).type();
    if (type == fs::file_type::directory || type == fs::file_type::regular) continue;
    if (type != fs::file_type::symlink || is_odd_file(at->path())) return at->path();
  }
  return {};
}

Result<void> check_files(const GitPlace& place, const fs::path& common) {
  for (const fs::path& path : {place.git / "HEAD", place.git / "index", common / "packed-refs", common / "shallow"}) {
    if (is_odd_file(path)) {
      return fail(ErrorCode::source, fmt::format("git's {} is not a regular file", path.filename().string()));
    }
  }
  std::vector<fs::path> folders = {common / "refs", common / "objects/pack"};
  if (place.git != common) folders.push_back(place.git / "refs");  // of a linked worktree
  for (const fs::path& folder : folders)
    if (const fs::path odd = odd_file_below(folder); !odd.empty())
      return fail(ErrorCode::source, fmt::format("git's {} is not a regular file",
                                                 printable(odd.lexically_relative(folder.parent_path()).string())));
  return {};
}

Result<void> check_format(const GitSettings& settings) {
  if (!settings.object_format.empty() && settings.object_format != "sha1") {
    return fail(ErrorCode::unsupported, fmt::format("the repository names its objects by {}, which is not supported",
                                                    printable(settings.object_format)));
  }
  if (!settings.ref_storage.empty() && settings.ref_storage != "files") {
    return fail(ErrorCode::unsupported,
                fmt::format("the repository stores its references as {}, which is not supported",
                            printable(settings.ref_storage)));
  }
  return {};
}

// What `git replace` leaves. libgit2 does not follow it: an id always names the same bytes.
bool replaces_objects(const OpenRepository& repository) {
  git_reference_iterator* raw = nullptr;
  if (git_reference_iterator_glob_new(&raw, repository.handle.get(), "refs/replace/*") != 0) return false;
  const GitReferences found(raw);
  const char* name = nullptr;
  return git_reference_next_name(&name, found.get()) == 0;
}

bool has_no_commit(git_repository* repository) { return git_repository_head_unborn(repository) == 1; }

}  // namespace

std::string name_of_remote(std::string_view url) {
  while (!url.empty() && url.back() == '/') url.remove_suffix(1);
  if (url.size() > 4 && url.substr(url.size() - 4) == ".git") url.remove_suffix(4);
  const std::size_t last = url.find_last_of("/:");
  if (last == std::string_view::npos || last == 0) return {};
  const std::size_t before = url.find_last_of("/:", last - 1);
  const std::string_view owner = url.substr(before == std::string_view::npos ? 0 : before + 1,
                                            last - (before == std::string_view::npos ? 0 : before + 1));
  const std::string_view name = url.substr(last + 1);
  if (owner.empty() || name.empty()) return {};
  // The hub's first models and data sets have no owner: "https://huggingface.co/bert-base-uncased".
  for (const std::string_view none : {"huggingface.co", "hf.co", "datasets", "spaces"})
    if (owner == none) return std::string(name);
  return std::string(owner).append("/").append(name);
}

GitSettings read_settings(std::string_view text) {
  GitSettings settings;
  std::string section;
  for (std::string_view line : split_lines(text)) {
    line = trim(line);
    if (line.empty() || line[0] == '#' || line[0] == ';') continue;
    if (line[0] == '[') {
      section = line.rfind(']') == std::string_view::npos ? "" : section_name(line);
      continue;
    }
    const std::size_t equals = line.find('=');
    const std::string key = to_lower(trim(line.substr(0, equals)));
    apply_setting(settings, section, key, equals == std::string_view::npos ? "true" : unquote(line.substr(equals + 1)));
  }
  return settings;
}

std::optional<GitPlace> find_repository(const fs::path& where) {
  std::error_code error;
  const fs::path start = fs::canonical(where, error);
  if (error) return std::nullopt;
  for (fs::path folder = start;; folder = folder.parent_path()) {
    if (is_there(folder / ".git")) {
      const fs::path git = git_folder_of(folder / ".git");
      if (!git.empty() && looks_like_git_folder(git)) return GitPlace{folder, git, false};
    }
    // A bare repository, or a `.git` folder itself, only when named: any folder may hold a HEAD by chance.
    if (folder == start && looks_like_git_folder(folder)) {
      const bool inner = folder.filename() == ".git";
      return GitPlace{inner ? folder.parent_path() : folder, folder, !inner};
    }
    if (folder == folder.parent_path()) return std::nullopt;
  }
}

Result<OpenRepository> open_repository(const GitPlace& place) {
  start_git();
  OpenRepository repository;
  repository.place = place;
  repository.common = common_folder(place.git);
  if (const auto file = open_file(repository.common / "config")) {
    if (const auto text = (*file)->read(0, max_config)) repository.settings = read_settings(*text);
  }
  if (auto format = check_format(repository.settings); !format) return tl::unexpected(format.error());
  if (auto files = check_files(place, repository.common); !files) return tl::unexpected(files.error());
  repository.shallow = is_there(repository.common / "shallow");

  auto handle = open_without_settings(place.git);
  if (!handle) return tl::unexpected(handle.error());
  repository.handle = std::move(*handle);
  // Of this repository only: libgit2's own opening would follow objects/info/alternates anywhere.
  repository.packs = std::make_shared<const PackHeads>(repository.common / "objects");
  auto odb = open_objects(repository.common / "objects", repository.packs);
  if (!odb) return tl::unexpected(odb.error());
  repository.odb = std::move(*odb);
  git_repository_set_odb(repository.handle.get(), repository.odb.get());
  if (is_there(repository.common / "objects/info/alternates")) {
    repository.problems.push_back(
        Problem{{}, "objects/info/alternates names objects of other repositories: not read", "unsupported"});
  }
  if (replaces_objects(repository)) {
    repository.problems.push_back(
        Problem{{},
                "refs/replace puts other objects in the place of some: git shows those, read were the originals",
                "unsupported"});
  }
  return repository;
}

namespace {

// HEAD leads nowhere: in a new repository, or because the branch it names is not there.
std::string unborn(const OpenRepository& repository) {
  git_strarray names{};
  const bool others = git_reference_list(&names, repository.handle.get()) == 0 && names.count > 0;
  git_strarray_dispose(&names);
  git_reference* raw = nullptr;
  const int found = git_reference_lookup(&raw, repository.handle.get(), "HEAD");
  const GitReference head(raw);
  const char* target = found == 0 ? git_reference_symbolic_target(head.get()) : nullptr;
  if (!others || target == nullptr) return "the repository has no commit yet";
  return fmt::format("HEAD names {}, which has no commit; other branches or tags do", printable(target));
}

// Branches and tags as people write them.
std::vector<std::string> names_of_revisions(const OpenRepository& repository) {
  constexpr std::size_t most = 1000;
  std::vector<std::string> out;
  git_strarray names{};
  if (git_reference_list(&names, repository.handle.get()) != 0) return out;
  for (std::size_t i = 0; i < names.count && out.size() < most; ++i)
    for (const std::string_view folder : {"refs/heads/", "refs/tags/", "refs/remotes/"})
      if (const std::string_view name = names.strings[i]; name.starts_with(folder))
        out.emplace_back(name.substr(folder.size()));
  git_strarray_dispose(&names);
  return out;
}

}  // namespace

Result<GitCommit> find_commit(const OpenRepository& repository, const std::string& revision) {
  git_object* raw = nullptr;
  const int status = git_revparse_single(&raw, repository.handle.get(), revision.c_str());
  const GitObject found(raw);
  if (status != 0) {
    // A command can have the address of a repository in the place of a revision.
    const std::string shown = printable(without_credentials(revision));
    if (revision == "HEAD" && has_no_commit(repository.handle.get()))
      return fail(ErrorCode::source, unborn(repository));
    std::string message = status == GIT_ENOTFOUND ? fmt::format("there is no revision '{}'{}", shown,
                                                                did_you_mean(shown, names_of_revisions(repository)))
                                                  : fmt::format("revision '{}': {}", shown, git_message());
    if (repository.shallow) message += "; the clone is shallow, older commits are not here";
    if (!repository.problems.empty()) message += "; " + repository.problems.front().message;
    return fail(ErrorCode::not_found, std::move(message));
  }
  git_object* peeled = nullptr;
  if (git_object_peel(&peeled, found.get(), GIT_OBJECT_COMMIT) != 0) {
    return fail(ErrorCode::not_found, fmt::format("revision '{}' is not a commit: {}",
                                                  printable(without_credentials(revision)), git_message()));
  }
  // The handle is a commit by the type asked for.
  return GitCommit(reinterpret_cast<git_commit*>(peeled));
}

}  // namespace auditor::source
