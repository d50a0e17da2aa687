#include "auditor/source/hub_cache.h"

#include "auditor/core/text.h"
#include "auditor/source/folder_snapshot.h"
#include "auditor/source/names.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace fs = std::filesystem;

namespace auditor::source {

namespace {

constexpr std::array<std::string_view, 3> kinds = {"models", "datasets", "spaces"};

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

bool is_hex(std::string_view text, std::size_t digits) {
  return text.size() == digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::optional<HubPlace> parse_name(const fs::path& root) {
  const std::string folder = root.filename().string();
  for (const std::string_view kind : kinds) {
    if (folder.rfind(std::string(kind) + "--", 0) != 0) continue;
    std::string rest = folder.substr(kind.size() + 2);
    if (const std::size_t dashes = rest.find("--"); dashes != std::string::npos) rest.replace(dashes, 2, "/");
    if (rest.empty() || !is_folder(root / "snapshots")) return std::nullopt;
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
  if (is_inside(branch)) {
    if (const auto text = root.read("refs/" + branch, 256)) {
      const std::string commit(trim(*text));
      if (has(commit)) return commit;
      return fail(ErrorCode::unavailable, fmt::format("the snapshot of {} is not in the cache", printable(branch)));
    }
  }
  if (revision == "HEAD" && known.size() == 1) return known.front();
  return fail(known.empty() ? ErrorCode::source : ErrorCode::not_found,
              known.empty() ? "the cache folder holds no snapshot"
                            : fmt::format("the cache folder has no revision {}", printable(revision)));
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
    if (is_hex(*blob, 40)) entry.oid = *blob;
    parts.links.emplace(entry.path, *blob);
  }
}

}  // namespace

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

  SourceInfo& info = parts.info;
  info.kind = SourceKind::huggingface_cache;
  info.name = place.name;
  info.remote = "https://huggingface.co/" + (place.kind == "models" ? "" : place.kind + "/") + place.name;
  info.revision = options.revision;
  if (is_hex(*commit, 40)) info.commit = *commit;
  info.path = options.path;
  return std::make_unique<FolderSnapshot>(std::move(parts), options.limits);
}

}  // namespace auditor::source
