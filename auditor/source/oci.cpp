#include "auditor/source/oci.h"

#include "auditor/core/digest.h"
#include "auditor/core/json_view.h"
#include "auditor/core/text.h"
#include "auditor/formats/tar_header.h"
#include "auditor/source/artefact.h"
#include "auditor/source/layer_files.h"
#include "auditor/source/oci_blobs.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <set>

namespace fs = std::filesystem;

namespace auditor::source {
namespace {

constexpr int deepest_index = 8;
constexpr std::size_t digest_shown = 12;

// One manifest of the layout, as an index names it.
struct Named {
  std::string sha256;
  std::string reference;  // "v1", "ghcr.io/nest/wren:v1"; empty when the index gives none

  [[nodiscard]] std::string shown() const {
    return reference.empty() ? "sha256:" + sha256.substr(0, digest_shown) : reference;
  }
};

// "c29tZS9uYW1l-index.json" of KitOps: the repository's name in the letters of base64url; empty for another name.
std::string kitops_repository(std::string_view file) {
  constexpr std::string_view ending = "-index.json";
  if (!file.ends_with(ending)) return {};
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string out;
  unsigned bits = 0;
  unsigned value = 0;
  for (const char c : file.substr(0, file.size() - ending.size())) {
    const std::size_t at = letters.find(c);
    if (c == '=') break;
    if (at == std::string_view::npos) return {};
    value = ((value << 6U) | static_cast<unsigned>(at)) & 0xFFFFU;
    bits += 6;
    if (bits >= 8) out.push_back(static_cast<char>((value >> (bits -= 8)) & 0xFFU));
  }
  return out;
}

std::vector<std::string> kitops_indexes(const fs::path& root) {
  std::vector<std::string> out;
  std::error_code error;
  for (fs::directory_iterator at(root, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (!kitops_repository(name).empty() && out.size() < most_models) out.push_back(name);
  }
  std::sort(out.begin(), out.end());
  return out;
}

class Indexes {
 public:
  Indexes(const OciBlobs& blobs, std::vector<Problem>& problems) : blobs_(blobs), problems_(problems) {}

  void read_file(const std::string& path, const std::string& repository, int depth = 0) {
    const auto bytes = blobs_.read(path, largest_manifest);
    if (!bytes) return problem(path, bytes.error());
    read(*bytes, path, repository, depth);
  }

  // The list of Docker's store.
  void read_models(const std::string& path) {
    const auto bytes = blobs_.read(path, largest_manifest);
    const auto list = bytes ? parse_json(*bytes, path, deepest_json) : tl::unexpected(bytes.error());
    if (!list) return problem(path, list.error());
    for (const Json* model : objects(member(*list, "models"))) {
      const std::string sha256 = sha256_digits(text(*model, "id"));
      if (sha256.empty()) continue;
      const Json& tags = member(*model, "tags");
      bool named = false;
      for (const Json& tag : tags.is_array() ? tags : Json::array())
        if (tag.is_string()) named = add({sha256, tag.get<std::string>()}) || named;
      if (!named) add({sha256, ""});
    }
  }

  [[nodiscard]] std::vector<Named> found() && { return std::move(found_); }

 private:
  static constexpr std::size_t deepest_json = 32;

  void read(std::string_view bytes, const std::string& path, const std::string& repository, int depth) {
    const auto index = parse_json(bytes, path, deepest_json);
    if (!index) return problem(path, index.error());
    for (const Json& item : member(*index, "manifests").is_array() ? member(*index, "manifests") : Json::array()) {
      const auto described = read_descriptor(item, path);
      if (!described) {
        problem(path, described.error());
        continue;
      }
      const bool nested = described->media_type.ends_with(".index.v1+json") ||
                          described->media_type.ends_with(".manifest.list.v2+json");
      if (!nested) add({described->sha256, reference_of(*described, repository)});
      else if (depth < deepest_index && seen_.insert(described->sha256).second)
        read_nested(*described, repository, depth);
      else problems_.push_back({path, "indexes nested deeper than are read, or in a circle", "limit"});
    }
  }

  void read_nested(const Descriptor& described, const std::string& repository, int depth) {
    const auto bytes = blobs_.read_blob(described.sha256, largest_manifest);
    if (!bytes) return problem("blobs/sha256/" + described.sha256, bytes.error());
    read(*bytes, "blobs/sha256/" + described.sha256, repository, depth + 1);
  }

  static std::string reference_of(const Descriptor& described, const std::string& repository) {
    std::string name(text(described.annotations, "org.opencontainers.image.ref.name"));
    if (name.empty()) name = text(described.annotations, "io.containerd.image.name");
    return repository.empty() || name.empty() ? (name.empty() ? repository : name) : repository + ":" + name;
  }

  bool add(Named named) {
    if (found_.size() == most_models) {
      if (!full_)
        problems_.push_back({"", fmt::format("more than {} models: the rest is not listed", most_models), "limit"});
      full_ = true;
      return true;
    }
    const bool new_one = added_.insert(named.sha256 + " " + named.reference).second;
    if (new_one) found_.push_back(std::move(named));
    return true;
  }

  void problem(const std::string& path, const Error& error) { problems_.push_back({path, error.message, "malformed"}); }

  const OciBlobs& blobs_;
  std::vector<Problem>& problems_;
  std::vector<Named> found_;
  std::set<std::string> added_;
  std::set<std::string> seen_;
  bool full_ = false;
};

bool is_layout(const OciBlobs& blobs) { return blobs.find("oci-layout") && blobs.find("index.json"); }
bool is_docker_store(const OciBlobs& blobs) { return blobs.find("layout.json") && blobs.find("models.json"); }

std::vector<Named> manifests_of(const fs::path& root, const OciBlobs& blobs, std::vector<Problem>& problems) {
  Indexes indexes(blobs, problems);
  if (is_docker_store(blobs)) indexes.read_models("models.json");
  else if (is_layout(blobs)) indexes.read_file("index.json", "");
  else
    for (const std::string& index : kitops_indexes(root)) indexes.read_file(index, kitops_repository(index));
  return std::move(indexes).found();
}

Result<Manifest> manifest_of(const OciBlobs& blobs, const std::string& sha256) {
  const auto bytes = blobs.read_blob(sha256, largest_manifest);
  if (!bytes) return tl::unexpected(bytes.error());
  return read_manifest(*bytes, "blobs/sha256/" + sha256);
}

// A signature, a bill of materials or an attestation of another manifest is no model.
bool is_attached(const Manifest& manifest) { return member(manifest.document, "subject").is_object(); }

// What a layer holds, by its media type.
struct LayerKind {
  bool archive = false;
  std::string prefix;  // the folder its files are shown in: their terms are those of this part
  std::string name;    // where neither archive nor annotation names it
};

LayerKind kind_of(std::string_view type) {
  struct Known {
    std::string_view part;
    std::string_view prefix;
    std::string_view name;
  };
  // ModelPack (CNCF), KitOps and Docker; in the order in which they are looked for.
  static constexpr std::array known = {Known{".model.dataset.", "dataset/", ""},
                                       Known{".modelkit.dataset.", "dataset/", ""},
                                       Known{".model.code.", "code/", ""},
                                       Known{".modelkit.code.", "code/", ""},
                                       Known{"docker.ai.license", "", "LICENSE"},
                                       Known{"docker.ai.mmproj", "", "mmproj.gguf"},
                                       Known{"docker.ai.chat.template", "", "chat_template.jinja"},
                                       Known{".gguf", "", "model.gguf"},
                                       Known{".safetensors", "", "model.safetensors"},
                                       Known{".dduf", "", "model.dduf"}};
  const bool archive =
      type.find(".tar") != std::string_view::npos || type.ends_with("+gzip") || type.ends_with("+zstd");
  const auto at =
      std::find_if(known.begin(), known.end(), [&](const Known& k) { return type.find(k.part) != type.npos; });
  if (at == known.end()) return {archive, "", ""};
  return {archive, std::string(at->prefix), std::string(at->name)};
}

class Opening {
 public:
  Opening(const OciBlobs& blobs, const Limits& limits, ArtefactBuilder& builder) : blobs_(blobs), builder_(builder) {
    budget_.unpacked = limits.total_bytes;
  }

  void add(const Manifest& manifest, const Named& named) {
    add_by_name("manifest.json", named.sha256, std::nullopt);
    const bool kitfile = manifest.config.media_type.find("kitops") != std::string::npos;
    if (!manifest.config.sha256.empty() && manifest.config.media_type != "application/vnd.oci.empty.v1+json")
      add_by_name(kitfile ? "Kitfile.json" : "image-config.json", manifest.config.sha256, manifest.config.size);
    for (const Descriptor& layer : manifest.layers) {
      ++number_;
      if (!builder_.full()) add_layer(layer);
    }
  }

 private:
  [[nodiscard]] Stored stored_of(const std::string& sha256, std::optional<std::uint64_t> size) const {
    Stored stored;
    auto at = blobs_.blob(sha256);
    if (!at) at = blobs_.find("manifests/sha256/" + sha256);
    stored.sha256 = sha256;
    stored.size = size.value_or(at ? at->size : 0);
    if (!at) return stored;
    stored.file = at->file;
    stored.offset = at->offset;
    stored.length = at->size;
    return stored;
  }

  void add_by_name(const std::string& name, const std::string& sha256, std::optional<std::uint64_t> size) {
    builder_.add_blob(name, stored_of(sha256, size));
  }

  void add_layer(const Descriptor& layer) {
    const LayerKind kind = kind_of(layer.media_type);
    const Stored stored = stored_of(layer.sha256, layer.size);
    std::string name(text(layer.annotations, "org.cncf.model.filepath"));
    if (name.empty()) name = text(layer.annotations, "org.opencontainers.image.title");
    const bool titled = !name.empty();
    if (!titled) name = kind.name.empty() ? fmt::format("layer-{}{}", number_, kind.archive ? ".tar" : "") : kind.name;
    if (kind.archive && !stored.file.empty() && is_archive(stored)) return add_archive(layer, stored, kind);
    builder_.add_blob(titled ? kind.prefix + name : builder_.free_name(kind.prefix + name), stored);
  }

  // By its bytes: single files are put into layers that say they are archives.
  [[nodiscard]] bool is_archive(const Stored& stored) const {
    const auto file = blobs_.folder().source(stored.file);
    const auto head = file ? (*file)->read(stored.offset, 512) : tl::unexpected(file.error());
    return head && (formats::begins_tar(*head) || head->starts_with("\x1f\x8b") ||
                    head->starts_with("\x28\xb5\x2f\xfd") || head->find_first_not_of('\0') == std::string::npos);
  }

  void add_archive(const Descriptor& layer, const Stored& stored, const LayerKind& kind) {
    const std::string shown = fmt::format("layer {} ({})", number_, layer.sha256.substr(0, digest_shown));
    if (const auto archive = builder_.add_archive(stored, shown))
      add_layer_files({stored.file, stored.offset, stored.length, kind.prefix, shown, *archive}, budget_, builder_);
  }

  const OciBlobs& blobs_;
  ArtefactBuilder& builder_;
  LayerBudget budget_;
  std::size_t number_ = 0;
};

std::string names_of(const std::vector<Named>& all) {
  constexpr std::size_t shown = 5;
  std::string out;
  for (std::size_t i = 0; i < all.size() && i < shown; ++i) out += (i == 0 ? "" : ", ") + printable(all[i].shown());
  return all.size() > shown ? out + fmt::format(" and {} more", all.size() - shown) : out;
}

// Manifests of models: what is attached to another one is left out.
std::vector<Named> models_of(const OciBlobs& blobs, std::vector<Named> all) {
  std::erase_if(all, [&](const Named& named) {
    const auto manifest = manifest_of(blobs, named.sha256);
    return manifest && is_attached(*manifest);
  });
  return all;
}

Result<Named> choose(const std::vector<Named>& all, const std::string& revision) {
  constexpr std::size_t shortest_digest = 4;
  if (all.empty()) return fail(ErrorCode::source, "the layout names no manifest of a model");
  if (revision == "HEAD") {
    const bool one = std::all_of(all.begin(), all.end(), [&](const Named& n) { return n.sha256 == all[0].sha256; });
    if (one) return all.front();
    return fail(ErrorCode::not_found, fmt::format("holds {} models, {}: choose one with --rev, or let `auditor "
                                                  "inventory` list them",
                                                  all.size(), names_of(all)));
  }
  std::string digits = revision.starts_with("sha256:") ? revision.substr(7) : revision;
  for (const Named& named : all) {
    const std::size_t colon = named.reference.rfind(':');
    const bool tag = colon != std::string::npos && named.reference.substr(colon + 1) == revision;
    if (named.reference == revision || tag || (digits.size() >= shortest_digest && named.sha256.starts_with(digits)))
      return named;
  }
  return fail(ErrorCode::not_found, fmt::format("has no revision {}; it holds {}", printable(revision), names_of(all)));
}

}  // namespace

std::optional<fs::path> find_oci_layout(const fs::path& where) {
  std::error_code error;
  if (fs::is_directory(where, error)) {
    const auto blobs = OciBlobs::open(where);
    if (!blobs || !fs::is_directory(where / "blobs", error)) return std::nullopt;
    const bool known = is_layout(*blobs) || is_docker_store(*blobs) ||
                       (fs::is_directory(where / "blobs/sha256", error) && !kitops_indexes(where).empty());
    return known ? std::optional(where) : std::nullopt;
  }
  if (!fs::is_regular_file(where, error) || where.extension() != ".tar") return std::nullopt;
  const auto blobs = OciBlobs::open(where);
  return blobs && is_layout(*blobs) ? std::optional(where) : std::nullopt;
}

void list_oci(const Limits& /*limits*/, ModelStore& store) {
  const auto blobs = OciBlobs::open(store.root);
  if (!blobs) return;
  store.problems = blobs->problems();
  const std::string folder = fs::path(store.root).lexically_normal().filename().string();
  for (const Named& named : models_of(*blobs, manifests_of(store.root, *blobs, store.problems))) {
    StoredModel model;
    const std::size_t colon = named.reference.rfind(':');
    model.name = named.reference.empty() || named.reference.find('/') == std::string::npos
                     ? fmt::format("{}:{}", folder, named.shown())
                     : named.reference;
    model.id = named.reference.find('/') == std::string::npos ? folder : named.reference.substr(0, colon);
    model.revision = "sha256:" + named.sha256;
    model.path = named.shown();
    model.open_at = store.root.string();
    model.open_as = model.revision;
    if (const auto manifest = manifest_of(*blobs, named.sha256))
      for (const Descriptor& layer : manifest->layers)
        if (const auto at = blobs->blob(layer.sha256)) model.size += at->size;
    store.models.push_back(std::move(model));
  }
}

Result<std::unique_ptr<Snapshot>> open_oci(const fs::path& root, const OpenOptions& options) {
  auto blobs = OciBlobs::open(root);
  if (!blobs) return fail(ErrorCode::source, "the layout cannot be read");
  if (!options.path.empty()) return fail(ErrorCode::not_found, "there is no such folder", options.path);
  std::vector<Problem> problems = blobs->problems();
  const auto named = choose(models_of(*blobs, manifests_of(root, *blobs, problems)), options.revision);
  if (!named) return tl::unexpected(named.error());
  const auto manifest = manifest_of(*blobs, named->sha256);
  if (!manifest) return tl::unexpected(manifest.error());
  auto folder = OciBlobs::open(root);
  if (!folder) return fail(ErrorCode::source, "the layout cannot be read");
  ArtefactBuilder builder(std::move(*folder).take_folder(), options.limits);
  Opening(*blobs, options.limits, builder).add(*manifest, *named);
  for (Problem& problem : problems) builder.problem(problem.path, std::move(problem.message), std::move(problem.kind));
  SourceInfo info;
  info.kind = SourceKind::folder;
  info.name = named->reference.find('/') == std::string::npos ? fs::path(root).lexically_normal().filename().string()
                                                              : named->reference.substr(0, named->reference.rfind(':'));
  info.revision = named->shown();
  return std::move(builder).finish(std::move(info), {"oci", manifest->digest});
}

}  // namespace auditor::source
