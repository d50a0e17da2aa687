// The store of Ollama: manifests/HOST/NAMESPACE/MODEL/TAG name layers, which are files of blobs/.
#pragma once

#include "auditor/source/model_store.h"

namespace auditor::source {

struct OllamaPlace {
  std::filesystem::path root;  // holds manifests/ and blobs/
  std::string host;
  std::string space;
  std::string model;
  std::string tag;

  [[nodiscard]] std::string path() const;  // "manifests/registry.ollama.ai/library/llama3.2/latest"
  // As `ollama list` shows it: without the default host and namespace.
  [[nodiscard]] std::string shown() const;
  // "bartowski/Llama-3.2-1B-Instruct-GGUF" for a model of the hub, else host, namespace and model.
  [[nodiscard]] std::string id() const;
  [[nodiscard]] bool from_hub() const;
};

// The store that the folder is, or that lies in its `models`.
[[nodiscard]] std::optional<std::filesystem::path> find_ollama_store(const std::filesystem::path& where);
// The model whose manifest the file is.
[[nodiscard]] std::optional<OllamaPlace> find_ollama_model(const std::filesystem::path& where);

void list_ollama(const Limits& limits, ModelStore& store);

// Errors: source, malformed (the manifest).
[[nodiscard]] Result<std::unique_ptr<Snapshot>> open_ollama(const OllamaPlace& place, const OpenOptions& options);

}  // namespace auditor::source
