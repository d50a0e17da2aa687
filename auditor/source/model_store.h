// Where models live on a machine: folders of many models, told by what they hold, and the models in them.
#pragma once

#include "auditor/core/result.h"
#include "auditor/source/snapshot.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::source {

// One model (or data set) that a store holds, at one revision.
struct StoredModel {
  std::string name;      // as the store's own program shows it: "llama3.2:1b"
  std::string id;        // of the hub or registry: "meta-llama/Llama-3.2-1B", "registry.ollama.ai/library/llama3.2"
  std::string revision;  // commit, or digest of the manifest; empty when the store keeps none
  std::string path;      // below the store: `auditor audit STORE/path` audits it
  std::string open_at;   // what open_snapshot() is asked for
  std::string open_as = "HEAD";  // the revision to open
  std::uint64_t size = 0;        // bytes on disk; what models share is counted for each
};

struct ModelStore {
  std::string kind;  // "huggingface-cache", "ollama", "oci", "gguf-folder", "modelscope", "mlflow"…
  std::filesystem::path root;
  std::vector<StoredModel> models;  // by path
  std::vector<Problem> problems;
};

// The most models of one store that are listed.
inline constexpr std::size_t most_models = 20'000;

// What the folder (or archive) holds; nullopt when it is no store that is known.
[[nodiscard]] std::optional<ModelStore> list_store(const std::filesystem::path& where, const Limits& limits = {});

// The kind of store alone, and how many models: for a message about what was named.
[[nodiscard]] std::optional<std::string> describe_store(const std::filesystem::path& where);

// "STORE/llama3.2:1b", where no such file is: the model of that name, path or id in the store.
[[nodiscard]] std::optional<StoredModel> find_in_store(const std::string& where);

// Stores that are there, in the places of environment variables and in the usual ones. `variable` gives the value of
// an environment variable; null when it is not set.
struct StorePlace {
  std::filesystem::path root;
  std::string said_by;  // the variable, or "default"
};
using Variable = std::function<const char*(const char* name)>;
[[nodiscard]] std::vector<StorePlace> stores_of_machine(const Variable& variable);

}  // namespace auditor::source
