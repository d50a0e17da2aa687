#include "auditor/evidence/repository/kind.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/evidence/repository/documents.h"
#include "auditor/formats/inspect.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

struct Vocabulary {
  std::vector<std::string> hubs;
  std::vector<std::string> space_keys;
  std::vector<std::string> sdks;
  std::vector<std::string> dataset_keys;
  std::vector<std::string> model_keys;
};

const Vocabulary& vocabulary() {
  static const Vocabulary loaded = [] {
    const Packed hub = Packed::of_resource("rules/vocabulary/hub.yaml").at("kinds");
    return Vocabulary{string_list(hub, "hosts"), string_list(hub, "space_keys"), string_list(hub, "sdks"),
                      string_list(hub, "dataset_keys"), string_list(hub, "model_keys")};
  }();
  return loaded;
}

// What follows the host of a hub in "https://huggingface.co/datasets/nest/birds" or "git@hf.co:datasets/nest/birds";
// nullopt for other places.
std::optional<std::string> path_on_hub(std::string_view remote) {
  const std::string lower = to_lower(remote);
  for (const std::string& host : vocabulary().hubs) {
    const std::size_t at = lower.find(host);
    if (at == std::string::npos) continue;
    const std::size_t end = at + host.size();
    const bool begins = at == 0 || lower[at - 1] == '/' || lower[at - 1] == '@' || lower[at - 1] == '.';
    if (begins && end < lower.size() && (lower[end] == '/' || lower[end] == ':')) return lower.substr(end + 1);
  }
  return std::nullopt;
}

bool has_weights(const Repository& repository) {
  return std::any_of(repository.entries().begin(), repository.entries().end(), [](const source::Entry& entry) {
    return formats::looks_like_weights(entry.path) && !is_foreign(entry.path);
  });
}

// The metadata of the card at the root; null when there are none.
const Json* root_metadata(Repository& repository) {
  for (const source::Entry& entry : repository.entries()) {
    if (entry.path.find('/') != std::string::npos || !iequals(entry.path, "readme.md")) continue;
    const Card* card = repository.card(entry.path);
    if (card != nullptr && card->front_matter.is_object()) return &card->front_matter;
  }
  return nullptr;
}

bool has_any(const Json& metadata, const std::vector<std::string>& keys) {
  return std::any_of(keys.begin(), keys.end(), [&](const std::string& key) { return metadata.contains(key); });
}

}  // namespace

std::string_view to_string(RepositoryKind kind) {
  switch (kind) {
    case RepositoryKind::dataset: return "dataset";
    case RepositoryKind::space: return "space";
    case RepositoryKind::model: break;
  }
  return "model";
}

bool is_on_hub(const source::SourceInfo& info) {
  return info.kind == source::SourceKind::huggingface_cache || path_on_hub(info.remote).has_value();
}

bool describes_a_space(const Json& metadata) {
  if (!metadata.is_object() || has_any(metadata, vocabulary().model_keys)) return false;
  const auto sdk = metadata.find("sdk");
  const std::vector<std::string>& known = vocabulary().sdks;
  return sdk != metadata.end() && sdk->is_string() &&
         std::find(known.begin(), known.end(), sdk->get_ref<const std::string&>()) != known.end();
}

RepositoryKind kind_of(Repository& repository) {
  if (const auto path = path_on_hub(repository.snapshot().info().remote)) {
    if (path->starts_with("datasets/")) return RepositoryKind::dataset;
    if (path->starts_with("spaces/") || path->starts_with("studios/")) return RepositoryKind::space;
    return RepositoryKind::model;
  }
  const Json* metadata = root_metadata(repository);
  if (metadata == nullptr) return RepositoryKind::model;
  // A copy of a Space may hold the weights that it runs; a project on a forge may keep a Space's card.
  if (repository.snapshot().info().remote.empty() && describes_a_space(*metadata)) return RepositoryKind::space;
  const Vocabulary& v = vocabulary();
  if (has_weights(repository) || has_any(*metadata, v.model_keys)) return RepositoryKind::model;
  if (has_any(*metadata, v.space_keys)) return RepositoryKind::space;
  return has_any(*metadata, v.dataset_keys) ? RepositoryKind::dataset : RepositoryKind::model;
}

bool is_one_model(Repository& repository) {
  const source::SourceInfo& info = repository.snapshot().info();
  if (is_on_hub(info)) return true;
  const Card* card =
      info.remote.empty() && repository.file("README.md") != nullptr ? repository.card("README.md") : nullptr;
  return card != nullptr && card->front_matter_start > 0;
}

}  // namespace auditor::evidence
