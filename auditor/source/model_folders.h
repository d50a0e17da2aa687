// Models that are plain folders in a store: of ModelScope's cache, of MLflow, and folders of GGUF files (LM Studio's
// publisher/repository/file, and the flat ones of llama.cpp and GPT4All).
#pragma once

#include "auditor/source/model_store.h"

namespace auditor::source {

// A folder that one of these programs made for one model.
struct ModelFolder {
  std::filesystem::path folder;
  std::string kind;  // "modelscope", "mlflow", "gguf-folder"
  std::string name;  // "owner/name" where the store knows it
  std::string revision;
};
[[nodiscard]] std::optional<ModelFolder> find_model_folder(const std::filesystem::path& where);
[[nodiscard]] Result<std::unique_ptr<Snapshot>> open_model_folder(const ModelFolder& place, const OpenOptions& options);

// ROOT[/hub][/models]/OWNER/NAME
[[nodiscard]] std::optional<std::filesystem::path> find_modelscope_cache(const std::filesystem::path& where);
void list_modelscope(const Limits& limits, ModelStore& store);

// Folders with MLmodel, at any depth.
[[nodiscard]] std::optional<std::filesystem::path> find_mlflow_store(const std::filesystem::path& where);
void list_mlflow(const Limits& limits, ModelStore& store);

// GGUF files by publisher and repository, or side by side without a card.
[[nodiscard]] std::optional<std::filesystem::path> find_gguf_folder(const std::filesystem::path& where);
void list_gguf_folder(const Limits& limits, ModelStore& store);

}  // namespace auditor::source
