#include "auditor/source/hub_cache.h"

#include "auditor/core/hex.h"
#include "auditor/core/json.h"
#include "auditor/core/text.h"
#include "auditor/source/folder_snapshot.h"
#include "auditor/source/names.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <set>

namespace fs = std::filesystem;

namespace auditor::source {

namespace {

constexpr std::array<std::string_view, 3> kinds = {"models", "datasets", "spaces"};
constexpr std::size_t max_known = 10'000;  // files that lists of the cache name
constexpr std::size_t shortest_hash = 4;

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

std::optional<HubPlace> parse_name(const fs::path& root) {
  const std::string folder = root.filename().string();
  for (const std::string_view kind : kinds) {
    if (folder.rfind(std::string(kind) + "--", 0) != 0) continue;
    std::string rest = folder.substr(kind.size() + 2);
    if (const std::size_t dashes = rest.find("--"); dashes != std::string::npos) rest.replace(dashes, 2, "/");
    if (rest.empty() || !(is_folder(root / "snapshots") || is_folder(root / "refs") || is_folder(root / "blobs")))
      return std::nullopt;
    return HubPlace{root, rest, std::string(kind), {}};
  }
  return std::nullopt;
}

// Names of the folders in snapshots/, sorted.
std::vector<std::string> commits(const fs::path& root) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(root / "snapshots", error), end; !error && at != end; at.increment(error)) {
    if (is_folder(at->path()) && !at->is_symlink()) names.push_back(at->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string joined(const std::vector<std::string>& names) {
  constexpr std::size_t shown = 5;
  std::string out;
  for (std::size_t i = 0; i < names.size() && i < shown; ++i) out += (i == 0 ? "" : ", ") + printable(names[i]);
  return names.size() > shown ? out + fmt::format(" and {} more", names.size() - shown) : out;
}

// The commit that a branch, a tag or a pull request of the hub points to; empty when the cache knows none of this name.
std::string referred(const Folder& root, const std::string& name) {
  if (!is_inside(name)) return {};
  for (const char* folder : {"refs/", "refs/refs/"})
    if (const auto text = root.read(folder + name, 256)) return std::string(trim(*text));
  return {};
}

Result<std::string> choose_commit(const HubPlace& place, const Folder& root, const std::string& revision) {
  if (!place.commit.empty()) {
    if (revision == "HEAD" || revision == place.commit) return place.commit;
    return fail(ErrorCode::not_found,
                fmt::format("the folder is the snapshot of {}; revision '{}' is asked of the cache folder above it",
                            printable(place.commit), printable(revision)));
  }
  const auto known = commits(place.root);
  const auto has = [&](const std::string& name) { return std::binary_search(known.begin(), known.end(), name); };
  const std::string branch = revision == "HEAD" ? "main" : revision;
  if (has(branch)) return branch;
  if (const std::string commit = referred(root, branch); !commit.empty()) {
    if (has(commit)) return commit;
    return fail(ErrorCode::unavailable, fmt::format("the snapshot of {} is not in the cache{}{}", printable(branch),
                                                    known.empty() ? "" : ", which holds ", joined(known)));
  }
  // "a1b2c3d" for the one snapshot that begins so.
  const auto begins = [&](const std::string& name) { return name.starts_with(branch); };
  if (branch.size() >= shortest_hash && is_hex(branch, branch.size()) &&
      std::count_if(known.begin(), known.end(), begins) == 1)
    return *std::find_if(known.begin(), known.end(), begins);
  if (revision == "HEAD" && known.size() == 1) return known.front();
  if (known.empty()) return fail(ErrorCode::source, "the cache folder holds no snapshot");
  return fail(ErrorCode::not_found, fmt::format("the cache folder has no revision {}; it holds {}: choose one with "
                                                "--revision",
                                                printable(branch), joined(known)));
}

// The file below blobs/ that a link of a snapshot names; nullopt for any other link.
std::optional<std::string> blob_of(std::string_view target, std::size_t folders_above) {
  for (std::size_t i = 0; i < folders_above + 2; ++i) {
    if (target.substr(0, 3) != "../") return std::nullopt;
    target.remove_prefix(3);
  }
  if (target.substr(0, 6) != "blobs/") return std::nullopt;
  target.remove_prefix(6);
  return judge_name(target) == NameVerdict::good ? std::optional<std::string>(target) : std::nullopt;
}

// Turns links into the blobs folder into the files they stand for.
void resolve_links(FolderSnapshot::Parts& parts, std::size_t depth_of_root) {
  for (Entry& entry : parts.content.entries) {
    if (entry.kind != EntryKind::symlink) continue;
    const auto target = parts.folder.read_link(entry.path);
    const auto above = depth_of_root + static_cast<std::size_t>(std::count(entry.path.begin(), entry.path.end(), '/'));
    const auto blob = target ? blob_of(*target, above) : std::nullopt;
    if (!blob) continue;
    entry.kind = EntryKind::file;
    if (is_hex(*blob, git_id_digits)) entry.oid = *blob;
    parts.links.emplace(entry.path, *blob);
    if (!parts.blobs->stat(*blob))
      parts.content.problems.push_back({entry.path, "exists at the hub and was not fetched", "not-fetched"});
  }
}

// Texts at "path" or "rfilename", at any depth.
void gather_paths(const Json& value, std::set<std::string>& out, int depth = 0) {
  if (depth > 4 || out.size() >= max_known || !value.is_structured()) return;
  if (value.is_object())
    for (const char* key : {"path", "rfilename"})
      if (const auto at = value.find(key); at != value.end() && at->is_string()) out.insert(at->get<std::string>());
  for (const Json& inner : value) gather_paths(inner, out, depth + 1);
}

// What the hub has at this commit, where the cache keeps the list of it.
std::set<std::string> listed_upstream(const Folder& root, const std::string& commit) {
  std::set<std::string> paths;
  const auto text = root.read("trees/" + commit + ".json", 16U << 20U);
  const auto list = text ? parse_json(*text, "") : tl::unexpected(Error{});
  if (list) gather_paths(*list, paths);
  return paths;
}

bool has_unfinished(const Folder& blobs, const Limits& limits) {
  Listing listing(limits);
  walk_folder(blobs, listing);
  const auto found = std::move(listing).finish();
  return std::any_of(found.entries.begin(), found.entries.end(),
                     [](const Entry& entry) { return entry.path.ends_with(".incomplete"); });
}

// Here, known to be absent, and not fetched are three answers. A cache is filled file by file as programs ask: it is
// whole when the hub's list says so, or when .gitattributes, which no program asks for, came with the card.
void note_what_is_missing(FolderSnapshot::Parts& parts, const Folder& root, const std::string& commit,
                          const Limits& limits) {
  auto& problems = parts.content.problems;
  const auto here = [&](const std::string& path) {
    return std::any_of(parts.content.entries.begin(), parts.content.entries.end(),
                       [&](const Entry& entry) { return entry.path == path; });
  };
  const auto known_absent = [&](const std::string& path) {
    return root.stat(".no_exist/" + commit + "/" + path).has_value();
  };
  const std::set<std::string> upstream = listed_upstream(root, commit);
  for (const std::string& path : upstream)
    if (!here(path) && judge_name(base_name(path)) != NameVerdict::invalid)
      problems.push_back({path, "exists at the hub and was not fetched", "not-fetched"});
  const bool proven = !upstream.empty() || (here(".gitattributes") && (here("README.md") || known_absent("README.md")));
  if (!proven)
    problems.push_back({"", "a part of the snapshot was fetched: what else the hub has is unknown", "not-fetched"});
  if (parts.blobs && has_unfinished(*parts.blobs, limits))
    problems.push_back({"", "a download was not finished", "not-fetched"});
  parts.info.partial = std::any_of(problems.begin(), problems.end(),
                                   [](const Problem& problem) { return problem.kind == "not-fetched"; });
}

// Bytes of the files of a snapshot, each blob once.
std::uint64_t bytes_of_snapshot(const fs::path& root, const std::string& commit, const Limits& limits) {
  const auto cache = Folder::open(root);
  FileDescriptor fd = cache ? cache->open_folder("snapshots/" + commit) : FileDescriptor();
  if (!fd.valid()) return 0;
  const Folder snapshot(std::move(fd));
  Listing listing(limits);
  walk_folder(snapshot, listing);
  std::set<std::string> blobs;
  std::uint64_t bytes = 0;
  const auto count = [&](const std::optional<struct stat>& info) {
    if (info && S_ISREG(info->st_mode)) bytes += static_cast<std::uint64_t>(info->st_size);
  };
  for (const Entry& entry : std::move(listing).finish().entries) {
    if (entry.kind != EntryKind::symlink) {
      count(snapshot.stat(entry.path));
      continue;
    }
    const auto target = snapshot.read_link(entry.path);
    const auto above = static_cast<std::size_t>(std::count(entry.path.begin(), entry.path.end(), '/'));
    const auto blob = target ? blob_of(*target, above) : std::nullopt;
    if (blob && blobs.insert(*blob).second) count(cache->stat("blobs/" + *blob));
  }
  return bytes;
}

}  // namespace

std::optional<fs::path> find_hub_root(const fs::path& where) {
  for (const fs::path& root : {where, where / "hub"}) {
    std::error_code error;
    for (fs::directory_iterator at(root, error), end; !error && at != end; at.increment(error))
      if (is_folder(at->path()) && parse_name(at->path())) return root;
  }
  return std::nullopt;
}

void list_hub_cache(const Limits& limits, ModelStore& store) {
  std::vector<HubPlace> places;
  std::error_code error;
  for (fs::directory_iterator at(store.root, error), end; !error && at != end; at.increment(error)) {
    if (auto place = is_folder(at->path()) && !at->is_symlink() ? parse_name(at->path()) : std::nullopt)
      places.push_back(std::move(*place));
  }
  std::sort(places.begin(), places.end(), [](const auto& a, const auto& b) { return a.root < b.root; });
  for (const HubPlace& place : places) {
    std::vector<std::string> revisions = commits(place.root);
    if (revisions.empty()) revisions.emplace_back();
    for (const std::string& commit : revisions) {
      if (store.models.size() == most_models) {
        store.problems.push_back(
            {"", fmt::format("more than {} models: the rest is not listed", most_models), "limit"});
        return;
      }
      StoredModel model{place.name, place.name, commit, place.root.filename().string(), place.root.string(), "HEAD", 0};
      if (!commit.empty()) {
        model.path += "/snapshots/" + commit;
        model.open_at += "/snapshots/" + commit;
        model.size = bytes_of_snapshot(place.root, commit, limits);
      }
      store.models.push_back(std::move(model));
    }
  }
}

std::optional<HubPlace> find_hub_cache(const fs::path& where) {
  std::error_code error;
  const fs::path path = fs::canonical(where, error);
  if (error) return std::nullopt;
  if (auto place = parse_name(path)) return place;
  if (path.parent_path().filename() != "snapshots") return std::nullopt;
  auto place = parse_name(path.parent_path().parent_path());
  if (place) place->commit = path.filename().string();
  return place;
}

Result<std::unique_ptr<Snapshot>> open_hub_cache(const HubPlace& place, const OpenOptions& options) {
  auto root = Folder::open(place.root);
  if (!root) return fail(ErrorCode::source, "the cache folder cannot be read");
  auto commit = choose_commit(place, *root, options.revision);
  if (!commit) return tl::unexpected(commit.error());
  std::string inside = "snapshots/" + *commit;
  if (!options.path.empty()) inside += "/" + options.path;
  FileDescriptor fd = root->open_folder(inside);
  if (!fd.valid()) return fail(ErrorCode::not_found, "there is no such folder", options.path);

  FolderSnapshot::Parts parts{Folder(std::move(fd)), {}, {}, {}, {}, {}};
  Listing listing(options.limits);
  walk_folder(parts.folder, listing);
  parts.content = std::move(listing).finish();
  if (FileDescriptor blobs = root->open_folder("blobs"); blobs.valid()) parts.blobs = Folder(std::move(blobs));
  const auto depth = options.path.empty() ? 0 : 1 + std::count(options.path.begin(), options.path.end(), '/');
  if (parts.blobs) resolve_links(parts, static_cast<std::size_t>(depth));
  if (options.path.empty()) note_what_is_missing(parts, *root, *commit, options.limits);

  SourceInfo& info = parts.info;
  info.kind = SourceKind::huggingface_cache;
  info.name = place.name;
  info.remote = "https://huggingface.co/" + (place.kind == "models" ? "" : place.kind + "/") + place.name;
  info.revision = options.revision;
  if (is_hex(*commit, git_id_digits)) info.commit = *commit;
  info.path = options.path;
  return std::make_unique<FolderSnapshot>(std::move(parts), options.limits);
}

}  // namespace auditor::source
