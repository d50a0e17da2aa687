#include "auditor/source/ollama.h"

#include "auditor/core/json_view.h"
#include "auditor/core/text.h"
#include "auditor/source/artefact.h"
#include "auditor/source/descriptor.h"
#include "auditor/source/folder_walk.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace fs = std::filesystem;

namespace auditor::source {
namespace {

constexpr std::string_view media_prefix = "application/vnd.ollama.image.";
constexpr std::string_view default_host = "registry.ollama.ai";
constexpr std::string_view default_space = "library";

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

// A part of a model's name, by Ollama's own limits.
bool is_part(std::string_view part, std::size_t longest) {
  if (part.empty() || part.size() > longest || part == "." || part == "..") return false;
  return std::all_of(part.begin(), part.end(), [](char c) { return is_alnum(c) || c == '_' || c == '.' || c == '-'; });
}

bool is_name(const OllamaPlace& place) {
  constexpr std::size_t longest_host = 350;
  constexpr std::size_t longest_part = 80;
  return is_part(place.host, longest_host) && is_part(place.space, longest_part) &&
         is_part(place.model, longest_part) && is_part(place.tag, longest_part);
}

// Blobs are named by their digest; an empty folder of blobs stands beside manifests.
bool holds_blobs(const fs::path& root) {
  std::error_code error;
  std::size_t seen = 0;
  for (fs::directory_iterator at(root / "blobs", error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (name.starts_with("sha256-") || name.starts_with("sha256:")) return true;
    constexpr std::size_t most_looked_at = 1000;
    if (++seen == most_looked_at) return false;
  }
  return seen == 0;
}

bool is_store(const fs::path& root) {
  return is_folder(root / "manifests") && is_folder(root / "blobs") && holds_blobs(root);
}

std::string blob_file(const Folder& store, const std::string& sha256) {
  const std::string old = "blobs/sha256:" + sha256;  // before 2024
  return store.stat(old) ? old : "blobs/sha256-" + sha256;
}

Stored blob_of(const Folder& store, const Descriptor& described) {
  Stored stored;
  stored.file = blob_file(store, described.sha256);
  stored.sha256 = described.sha256;
  stored.size = described.size;
  return stored;
}

// The name under which a layer of this kind is shown; empty when the kind is not known.
std::string name_of_layer(std::string_view kind, const Descriptor& layer, const std::string& format) {
  static const std::map<std::string_view, std::string_view> names = {
      {"template", "template.gotmpl"}, {"prompt", "prompt.txt"},    {"system", "system.txt"},
      {"params", "params.json"},       {"license", "LICENSE"},      {"messages", "messages.json"},
      {"projector", "projector.gguf"}, {"adapter", "adapter.gguf"}, {"draft", "draft.gguf"},
      {"embed", "embed.bin"}};
  if (kind == "model") return format == "safetensors" ? "model.safetensors" : "model.gguf";
  if (kind == "tensor" || kind == "json")
    return layer.json == nullptr ? std::string() : std::string(text(*layer.json, "name"));
  const auto known = names.find(kind);
  return known == names.end() ? std::string() : std::string(known->second);
}

struct ImageConfig {
  std::string format;       // "gguf", "safetensors"
  std::string remote_host;  // runs there: no weights are here
};

ImageConfig read_config(const Folder& store, const Manifest& manifest) {
  if (manifest.config.sha256.empty()) return {};
  const auto bytes = store.read(blob_file(store, manifest.config.sha256), largest_manifest);
  const auto config = bytes ? parse_json(*bytes, "") : tl::unexpected(Error{});
  if (!config) return {};
  return {std::string(text(*config, "model_format")), std::string(text(*config, "remote_host"))};
}

Result<std::string> read_manifest_file(const Folder& store, const OllamaPlace& place) {
  auto bytes = store.read(place.path(), largest_manifest);
  if (!bytes) return fail(bytes.error().code, bytes.error().message, place.path());
  return bytes;
}

void add_layers(const Manifest& manifest, const ImageConfig& config, ArtefactBuilder& builder) {
  std::size_t licences = 0;
  for (const Descriptor& layer : manifest.layers) {
    if (builder.full()) return;
    const bool own = layer.media_type.starts_with(media_prefix);
    const std::string kind = own ? layer.media_type.substr(media_prefix.size()) : std::string();
    std::string name = name_of_layer(kind, layer, config.format);
    if (name.empty()) {
      name = "layer";
      builder.problem("", fmt::format("a layer of an unknown kind, {}", printable(ellipsize(layer.media_type, 100))),
                      "unsupported");
    }
    licences += kind == "license" ? 1U : 0U;
    const bool named_by_itself = kind == "tensor" || kind == "json";
    builder.add_blob(named_by_itself ? name : builder.free_name(name), blob_of(builder.store(), layer));
  }
  // What its registry's page and its origin say is not known from here.
  if (licences == 0)
    builder.not_fetched("", "no licence is in the artefact: what is said where it comes from was not read");
  if (!config.remote_host.empty())
    builder.not_fetched("", fmt::format("runs at {}: no weights are here", printable(config.remote_host)));
}

// manifests/HOST/NAMESPACE/MODEL/TAG
std::optional<OllamaPlace> place_of(const fs::path& root, std::string_view path) {
  const auto parts = split(path, '/');
  if (parts.size() != 5 || parts[0] != "manifests") return std::nullopt;
  OllamaPlace place{root, std::string(parts[1]), std::string(parts[2]), std::string(parts[3]), std::string(parts[4])};
  return is_name(place) ? std::optional(std::move(place)) : std::nullopt;
}

void add_model(const Folder& folder, const OllamaPlace& place, ModelStore& store) {
  StoredModel model;
  model.name = place.shown();
  model.id = place.id();
  model.path = place.path();
  model.open_at = (place.root / place.path()).string();
  const auto bytes = read_manifest_file(folder, place);
  const auto manifest = bytes ? read_manifest(*bytes, place.path()) : tl::unexpected(bytes.error());
  if (manifest) {
    model.revision = manifest->digest;
    std::set<std::string> counted;
    for (const Descriptor& layer : manifest->layers)
      if (const auto info = folder.stat(blob_file(folder, layer.sha256));
          info && S_ISREG(info->st_mode) && counted.insert(layer.sha256).second)
        model.size += static_cast<std::uint64_t>(info->st_size);
  }
  store.models.push_back(std::move(model));
}

}  // namespace

std::string OllamaPlace::path() const { return fmt::format("manifests/{}/{}/{}/{}", host, space, model, tag); }

bool OllamaPlace::from_hub() const { return host == "hf.co" || host == "huggingface.co"; }

std::string OllamaPlace::id() const {
  return from_hub() ? space + "/" + model : fmt::format("{}/{}/{}", host, space, model);
}

std::string OllamaPlace::shown() const {
  if (host != default_host) return fmt::format("{}/{}/{}:{}", host, space, model, tag);
  return space == default_space ? model + ":" + tag : fmt::format("{}/{}:{}", space, model, tag);
}

std::optional<fs::path> find_ollama_store(const fs::path& where) {
  if (is_store(where)) return where;
  if (is_store(where / "models")) return where / "models";
  return std::nullopt;
}

std::optional<OllamaPlace> find_ollama_model(const fs::path& where) {
  std::error_code error;
  const fs::path path = fs::canonical(where, error);
  if (error) return std::nullopt;
  const fs::path root = path.parent_path().parent_path().parent_path().parent_path().parent_path();
  if (!is_store(root)) return std::nullopt;
  return place_of(root, path.lexically_relative(root).generic_string());
}

void list_ollama(const Limits& limits, ModelStore& store) {
  const auto folder = Folder::open(store.root);
  const auto manifests = Folder::open(store.root / "manifests");
  if (!folder || !manifests) return;
  Listing listing(limits);
  walk_folder(*manifests, listing);
  const auto found = std::move(listing).finish();
  store.problems = found.problems;
  for (const Entry& entry : found.entries) {
    const std::string path = "manifests/" + entry.path;
    const auto place = place_of(store.root, path);
    if (!place || entry.kind == EntryKind::symlink) {
      store.problems.push_back({path, "is no manifest of a model: not read", "unsupported"});
    } else if (store.models.size() == most_models) {
      store.problems.push_back({"", fmt::format("more than {} models: the rest is not listed", most_models), "limit"});
      return;
    } else {
      add_model(*folder, *place, store);
    }
  }
}

Result<std::unique_ptr<Snapshot>> open_ollama(const OllamaPlace& place, const OpenOptions& options) {
  auto store = Folder::open(place.root);
  if (!store) return fail(ErrorCode::source, "the store cannot be read");
  if (options.revision != "HEAD" && options.revision != place.tag)
    return fail(ErrorCode::not_found,
                fmt::format("is the manifest of '{}': name the one of '{}'", place.tag, printable(options.revision)));
  if (!options.path.empty()) return fail(ErrorCode::not_found, "there is no such folder", options.path);
  const auto bytes = read_manifest_file(*store, place);
  if (!bytes) return tl::unexpected(bytes.error());
  const auto manifest = read_manifest(*bytes, place.path());
  if (!manifest) return tl::unexpected(manifest.error());
  const ImageConfig config = read_config(*store, *manifest);
  ArtefactBuilder builder(std::move(*store), options.limits);
  Stored own;
  own.file = place.path();
  builder.add("manifest.json", std::move(own));
  if (!manifest->config.sha256.empty())
    builder.add_blob("image-config.json", blob_of(builder.store(), manifest->config));
  add_layers(*manifest, config, builder);
  SourceInfo info;
  info.kind = SourceKind::folder;
  info.name = place.space + "/" + place.model;
  if (place.from_hub()) info.remote = "https://huggingface.co/" + info.name;
  info.revision = place.tag;
  return std::move(builder).finish(std::move(info), {"ollama", manifest->digest});
}

}  // namespace auditor::source
