#include "auditor/source/model_store.h"

#include "auditor/core/text.h"
#include "auditor/source/hub_cache.h"
#include "auditor/source/model_folders.h"
#include "auditor/source/oci.h"
#include "auditor/source/ollama.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <set>

namespace fs = std::filesystem;

namespace auditor::source {
namespace {

// A kind of store: how it is told by what it holds, and how its models are listed. The first that is told holds.
struct Kind {
  std::string_view name;
  std::string_view title;  // "a cache of the Hugging Face hub"
  std::optional<fs::path> (*find)(const fs::path& where);
  void (*list)(const Limits& limits, ModelStore& store);
};

constexpr std::array kinds = {
    Kind{"huggingface-cache", "a cache of the Hugging Face hub", find_hub_root, list_hub_cache},
    Kind{"ollama", "a store of Ollama", find_ollama_store, list_ollama},
    Kind{"oci", "an OCI image layout", find_oci_layout, list_oci},
    Kind{"modelscope", "a cache of ModelScope", find_modelscope_cache, list_modelscope},
    Kind{"mlflow", "a store of MLflow", find_mlflow_store, list_mlflow},
    Kind{"gguf-folder", "a folder of GGUF models", find_gguf_folder, list_gguf_folder},
};

std::string_view title_of(std::string_view kind) {
  const auto at = std::find_if(kinds.begin(), kinds.end(), [&](const Kind& known) { return known.name == kind; });
  return at == kinds.end() ? kind : at->title;
}

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

}  // namespace

std::optional<ModelStore> list_store(const fs::path& where, const Limits& limits) {
  for (const Kind& kind : kinds) {
    const auto root = kind.find(where);
    if (!root) continue;
    ModelStore store{std::string(kind.name), *root, {}, {}};
    kind.list(limits, store);
    std::sort(store.models.begin(), store.models.end(),
              [](const StoredModel& a, const StoredModel& b) { return a.path < b.path; });
    return store;
  }
  return std::nullopt;
}

std::optional<std::string> describe_store(const fs::path& where) {
  const auto store = list_store(where);
  if (!store) return std::nullopt;
  // GGUF files side by side may be one model, or its shards: they are audited together when their folder is named.
  const auto is_file = [](const StoredModel& model) { return model.path.find('/') == std::string::npos; };
  if (store->kind == "gguf-folder" && std::all_of(store->models.begin(), store->models.end(), is_file))
    return std::nullopt;
  std::set<std::string> names;  // one may be there at several revisions
  for (const StoredModel& model : store->models)
    names.insert(model.path.substr(0, model.path.find('/')) + " " + model.name);
  return fmt::format("is {} with {} {}", title_of(store->kind), names.size(), names.size() == 1 ? "model" : "models");
}

std::optional<StoredModel> find_in_store(const std::string& where) {
  fs::path root = where;
  std::error_code ignored;
  while (!root.empty() && !fs::exists(root, ignored) && root != root.parent_path()) root = root.parent_path();
  const bool relative = root.empty();
  const fs::path folder = relative ? fs::path(".") : root;
  const std::string wanted = relative ? where : fs::path(where).lexically_relative(root).generic_string();
  if (wanted.empty() || wanted == "." || wanted.starts_with("..")) return std::nullopt;
  const auto store = list_store(folder);
  if (!store) return std::nullopt;
  for (const StoredModel& model : store->models) {
    const bool latest = model.name == wanted + ":latest";
    if (model.path == wanted || model.name == wanted || model.id == wanted || latest) return model;
  }
  return std::nullopt;
}

namespace {

// Absolute folders of environment variables: what is relative depends on where the program was started.
class Places {
 public:
  explicit Places(const Variable& variable) : variable_(variable) {}

  [[nodiscard]] fs::path of(const char* name) const {
    const char* value = variable_(name);
    return value != nullptr && value[0] == '/' ? fs::path(value) : fs::path();
  }
  // The first of these that is set; what is below it.
  struct Candidate {
    const char* variable;
    const char* below;
  };
  void first_of(const std::vector<Candidate>& candidates, const char* usual) {
    for (const Candidate& candidate : candidates) {
      const fs::path set = of(candidate.variable);
      if (!set.empty()) return add(set / candidate.below, candidate.variable);
    }
    home(usual);
  }
  void home(const char* below) {
    if (const fs::path home = of("HOME"); !home.empty()) add(home / below, "default");
  }
  void add(const fs::path& root, const char* said_by) {
    std::error_code error;
    const fs::path real = fs::canonical(root, error);
    if (!error && is_folder(real) && seen_.insert(real).second) found_.push_back({real, said_by});
  }
  [[nodiscard]] std::vector<StorePlace> found() && { return std::move(found_); }

 private:
  const Variable& variable_;
  std::set<fs::path> seen_;
  std::vector<StorePlace> found_;
};

}  // namespace

std::vector<StorePlace> stores_of_machine(const Variable& variable) {
  Places places(variable);
  places.first_of(
      {{"HF_HUB_CACHE", ""}, {"HUGGINGFACE_HUB_CACHE", ""}, {"HF_HOME", "hub"}, {"XDG_CACHE_HOME", "huggingface/hub"}},
      ".cache/huggingface/hub");
  places.first_of({{"OLLAMA_MODELS", ""}}, ".ollama/models");
  places.add("/usr/share/ollama/.ollama/models", "default");
  places.first_of({{"LLAMA_CACHE", ""}, {"XDG_CACHE_HOME", "llama.cpp"}}, ".cache/llama.cpp");
  places.home(".lmstudio/models");
  places.home(".cache/lm-studio/models");
  places.first_of({{"XDG_DATA_HOME", "nomic.ai/GPT4All"}}, ".local/share/nomic.ai/GPT4All");
  places.first_of({{"MODELSCOPE_CACHE", ""}}, ".cache/modelscope/hub");
  places.first_of({{"KITOPS_HOME", "storage"}, {"XDG_DATA_HOME", "kitops/storage"}}, ".local/share/kitops/storage");
  places.first_of({{"MODELS_PATH", ""}}, ".docker/models");
  places.first_of({{"XDG_DATA_HOME", "ramalama/store"}}, ".local/share/ramalama/store");
  return std::move(places).found();
}

}  // namespace auditor::source
