// Weight files of the repository: what each is, whether its bytes are here, and what the files beside them say
// (shard indexes, configurations, adapters, custom code).
#pragma once

#include "auditor/evidence/repository/repository.h"
#include "auditor/evidence/weights/loader_code.h"
#include "auditor/formats/inspect.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace auditor::evidence {

struct WeightFile {
  std::string path;
  formats::Inspection inspection;  // of the bytes, when they are here
  std::optional<source::Pointer> pointer;
  std::uint64_t size = 0;    // of the weights, also behind a pointer
  bool lfs_tracked = false;  // .gitattributes says that it should be a pointer
  bool inspected = false;
  bool fetched = true;  // false: the store names the file, and its bytes were not fetched

  // The bytes are on this machine.
  [[nodiscard]] bool is_here() const { return fetched && (!pointer || pointer->object_present); }
  // Known to exist elsewhere.
  [[nodiscard]] bool is_elsewhere() const {
    return !fetched || (pointer && !pointer->object_present && pointer->size > 0);
  }
};

struct Shards {
  std::size_t expected = 0;
  std::vector<std::string> missing;
  std::vector<std::string> surplus;
  std::vector<std::string> missing_tensors;
};

struct ModelConfig {
  std::vector<std::string> architectures;
  std::string dtype;
  std::string quantization;
  std::string model_type;
  std::optional<std::int64_t> context_length;
};

struct Adapter {
  std::string base;
  std::string type;
  std::string path;
};

struct WeightFiles {
  std::vector<WeightFile> files;  // by path
  Shards shards;
  std::vector<ModelConfig> configs;
  std::optional<Adapter> adapter;
  Citations custom_code;
  std::vector<LoaderCode> loader_code;  // what stands behind it, and what is installed with the model
  Citations checkpoints;                // folders or files of intermediate states
  std::vector<std::string> folders;     // that hold weight files, sorted

  [[nodiscard]] bool any_bytes() const;  // at least one file whose bytes are here
  [[nodiscard]] bool any_pointer() const;
};

[[nodiscard]] WeightFiles collect_weight_files(Repository& repository);

}  // namespace auditor::evidence
