#include "auditor/source/model_folders.h"

#include "auditor/core/text.h"
#include "auditor/source/artefact.h"
#include "auditor/source/folder_walk.h"

#include <algorithm>
#include <fmt/format.h>

namespace fs = std::filesystem;

namespace auditor::source {
namespace {

constexpr std::size_t most_children = 20'000;
constexpr std::size_t deepest_mlflow = 8;

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(fs::symlink_status(path, ignored));
}
bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(fs::symlink_status(path, ignored));
}

// Names of what is directly below, sorted; links are left out. What is not listed is said where a list is given.
std::vector<std::string> children(const fs::path& folder, bool folders, std::vector<Problem>* problems = nullptr) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (names.size() == most_children) {
      if (problems != nullptr)
        problems->push_back({folder.filename().string(),
                             fmt::format("more than {} entries: the rest is not listed", most_children), "limit"});
      break;
    }
    const std::string name = at->path().filename().string();
    if (!name.starts_with('.') && (folders ? is_folder(at->path()) : is_file(at->path()))) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool is_gguf(const std::string& name) { return ends_with_i(name, ".gguf"); }

bool holds_gguf(const fs::path& folder) {
  const auto files = children(folder, false);
  return std::any_of(files.begin(), files.end(), is_gguf);
}

// A card or a licence beside the weights: a repository of its own, which the store did not make.
bool holds_documents(const fs::path& folder) {
  const auto files = children(folder, false);
  return std::any_of(files.begin(), files.end(), [](const std::string& name) {
    return starts_with_i(name, "readme") || starts_with_i(name, "license") || iequals(name, "config.json");
  });
}

// "Model:nest/wren" and "Revision:master,CreatedAt:1700000000": what ModelScope notes beside the files.
std::string noted(const fs::path& file, std::string_view key) {
  constexpr std::size_t longest = 1024;
  const auto folder = Folder::open(file.parent_path());
  const auto text = folder ? folder->read(file.filename().string(), longest) : tl::unexpected(Error{});
  if (!text || !text->starts_with(key)) return {};
  const std::string_view value = trim(std::string_view(*text).substr(key.size()));
  return std::string(value.substr(0, value.find_first_of(",\n")));
}

bool is_modelscope_model(const fs::path& folder) {
  return is_file(folder / ".msc") || is_file(folder / ".mv") || is_file(folder / ".mdl");
}

// The folder of LM Studio whose publishers' folders hold repositories: PUBLISHER/REPOSITORY/*.gguf.
bool is_publisher_store(const fs::path& root) {
  if (!children(root, false).empty()) return false;
  for (const std::string& publisher : children(root, true))
    for (const std::string& repository : children(root / publisher, true))
      if (holds_gguf(root / publisher / repository)) return true;
  return false;
}

std::uint64_t bytes_below(const fs::path& where, const Limits& limits) {
  const auto folder = Folder::open(where);
  if (!folder) return 0;
  Listing listing(limits);
  walk_folder(*folder, listing);
  std::uint64_t bytes = 0;
  for (const Entry& entry : std::move(listing).finish().entries)
    if (const auto info = folder->stat(entry.path); info && S_ISREG(info->st_mode))
      bytes += static_cast<std::uint64_t>(info->st_size);
  return bytes;
}

bool add_model(const std::string& name, const std::string& path, const std::string& revision, std::uint64_t size,
               ModelStore& store) {
  if (store.models.size() == most_models) {
    store.problems.push_back({"", fmt::format("more than {} models: the rest is not listed", most_models), "limit"});
    return false;
  }
  StoredModel model;
  model.name = name;
  model.id = name;
  model.revision = revision;
  model.path = path;
  model.open_at = (store.root / path).string();
  model.size = size;
  store.models.push_back(std::move(model));
  return true;
}

// Folders with MLmodel below `root`, as paths below it; no deeper than the bound.
void find_mlmodels(const fs::path& root, const std::string& below, std::size_t depth, std::vector<std::string>& out,
                   std::vector<Problem>* problems = nullptr) {
  if (out.size() > most_models) return;
  if (is_file(root / below / "MLmodel")) {
    out.push_back(below);
    return;
  }
  const auto folders = children(root / below, true, problems);
  if (depth == 0) {
    if (problems != nullptr && !folders.empty())
      problems->push_back({below, fmt::format("below {} folders: not searched", deepest_mlflow), "limit"});
    return;
  }
  for (const std::string& name : folders)
    find_mlmodels(root, below.empty() ? name : below + "/" + name, depth - 1, out, problems);
}

// What MLflow writes where it found no licence is no licence.
bool is_fallback_license(const Folder& folder, const std::string& path) {
  constexpr std::string_view beginning = "A license file could not be found for the '";
  if (base_name(path) != "LICENSE.txt") return false;
  const auto file = folder.source(path);
  const auto head = file ? (*file)->read(0, beginning.size()) : tl::unexpected(file.error());
  return head && *head == beginning;
}

void add_files(const OpenOptions& options, const ModelFolder& place, ArtefactBuilder& builder) {
  Listing listing(options.limits);
  walk_folder(builder.store(), listing);
  const auto found = std::move(listing).finish();
  for (const Problem& problem : found.problems) builder.problem(problem.path, problem.message, problem.kind);
  for (const Entry& entry : found.entries) {
    const std::string_view name = base_name(entry.path);
    if (place.kind == "modelscope" && (name == ".msc" || name == ".mv" || name == ".mdl")) continue;
    if (entry.kind == EntryKind::symlink) {
      builder.problem(entry.path, "is a link: not followed", "unavailable");
    } else if (place.kind == "mlflow" && is_fallback_license(builder.store(), entry.path)) {
      builder.not_fetched("", "MLflow found no licence where the model comes from");
    } else {
      Stored stored;
      stored.file = entry.path;
      builder.add(entry.path, std::move(stored));
    }
  }
}

}  // namespace

std::optional<ModelFolder> find_model_folder(const fs::path& where) {
  std::error_code error;
  const fs::path folder = fs::canonical(where, error);
  if (error || !is_folder(folder)) return std::nullopt;
  const std::string pair = folder.parent_path().filename().string() + "/" + folder.filename().string();
  if (is_modelscope_model(folder)) {
    const std::string said = noted(folder / ".mdl", "Model:");
    return ModelFolder{folder, "modelscope", said.empty() ? pair : said, noted(folder / ".mv", "Revision:")};
  }
  if (is_file(folder / "MLmodel")) return ModelFolder{folder, "mlflow", folder.filename().string(), ""};
  const fs::path root = folder.parent_path().parent_path();
  if (root.filename() == "models" && holds_gguf(folder) && !holds_documents(folder) && is_publisher_store(root))
    return ModelFolder{folder, "gguf-folder", pair, ""};
  return std::nullopt;
}

Result<std::unique_ptr<Snapshot>> open_model_folder(const ModelFolder& place, const OpenOptions& options) {
  auto folder = Folder::open(place.folder);
  if (!folder) return fail(ErrorCode::source, "the folder cannot be read");
  if (options.revision != "HEAD" && options.revision != place.revision)
    return fail(ErrorCode::not_found, fmt::format("has no revision {}", printable(options.revision)));
  if (!options.path.empty()) {
    FileDescriptor inner = folder->open_folder(options.path);
    if (!inner.valid()) return fail(ErrorCode::not_found, "there is no such folder", options.path);
    folder = Folder(std::move(inner));
  }
  ArtefactBuilder builder(std::move(*folder), options.limits);
  add_files(options, place, builder);
  if (place.kind != "mlflow" && !builder.has("README.md"))
    builder.not_fetched("", "its card is not here: what its hub says of it was not read");
  SourceInfo info;
  info.kind = SourceKind::folder;
  info.name = place.name;
  info.revision = place.revision;
  info.path = options.path;
  return std::move(builder).finish(std::move(info), {place.kind, ""});
}

std::optional<fs::path> find_modelscope_cache(const fs::path& where) {
  for (const fs::path& root : {where, where / "models", where / "hub", where / "hub/models"})
    for (const std::string& owner : children(root, true))
      for (const std::string& name : children(root / owner, true))
        if (is_modelscope_model(root / owner / name)) return root;
  return std::nullopt;
}

void list_modelscope(const Limits& limits, ModelStore& store) {
  for (const std::string& owner : children(store.root, true, &store.problems))
    for (const std::string& name : children(store.root / owner, true, &store.problems)) {
      const auto model = find_model_folder(store.root / owner / name);
      if (!model || model->kind != "modelscope") continue;
      if (!add_model(model->name, owner + "/" + name, model->revision, bytes_below(model->folder, limits), store))
        return;
    }
}

std::optional<fs::path> find_mlflow_store(const fs::path& where) {
  if (is_file(where / "MLmodel") || !is_folder(where)) return std::nullopt;  // one model, no store
  const std::string name = fs::path(where).lexically_normal().filename().string();
  std::vector<std::string> found;
  if (name == "mlruns" || name == "mlartifacts") find_mlmodels(where, "", deepest_mlflow, found);
  return found.empty() ? std::nullopt : std::optional(where);
}

void list_mlflow(const Limits& limits, ModelStore& store) {
  std::vector<std::string> found;
  find_mlmodels(store.root, "", deepest_mlflow, found, &store.problems);
  for (const std::string& path : found)
    if (!add_model(path, path, "", bytes_below(store.root / path, limits), store)) return;
}

std::optional<fs::path> find_gguf_folder(const fs::path& where) {
  if (!is_folder(where)) return std::nullopt;
  const bool flat = holds_gguf(where) && !holds_documents(where) && !find_model_folder(where);
  return flat || is_publisher_store(where) ? std::optional(where) : std::nullopt;
}

void list_gguf_folder(const Limits& limits, ModelStore& store) {
  for (const std::string& file : children(store.root, false, &store.problems)) {
    std::error_code error;
    const std::uint64_t size = fs::file_size(store.root / file, error);
    if (is_gguf(file) && !add_model(file, file, "", error ? 0 : size, store)) return;
  }
  for (const std::string& publisher : children(store.root, true, &store.problems))
    for (const std::string& name : children(store.root / publisher, true, &store.problems)) {
      const fs::path folder = store.root / publisher / name;
      const std::string pair = publisher + "/" + name;
      if (holds_gguf(folder) && !add_model(pair, pair, "", bytes_below(folder, limits), store)) return;
    }
}

}  // namespace auditor::source
