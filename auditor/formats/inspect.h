// What a weight file is, what it holds and whether loading it can run code; from bounded reads of its header.
// Nothing is executed, unpickled or decompressed without bound. Knows nothing of git or rules.
#pragma once

#include "auditor/core/byte_source.h"

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::formats {

enum class Verdict { safe, suspicious, unsafe, malformed, unknown };
[[nodiscard]] std::string_view to_string(Verdict verdict);

struct Inspection {
  std::string format;  // "safetensors", "gguf", "pytorch-zip", "pickle", "onnx"…; "unknown"
  Verdict verdict = Verdict::unknown;
  std::vector<std::string> reasons;  // why, each naming what was found; sorted, no duplicates
  std::uint64_t size = 0;            // bytes
  std::uint64_t tensors = 0;
  std::uint64_t parameters = 0;                 // elements over all tensors
  std::map<std::string, std::uint64_t> dtypes;  // parameters by dtype, "BF16", "Q4_K"
  std::map<std::string, std::string> metadata;  // embedded text metadata, bounded: general.license, format…
  std::vector<std::string> tensor_names;        // bounded; for shard checks
  std::vector<std::string> imports;             // pickle globals "module name", sorted
};

// Decides the format by content; `name` helps only where content cannot (raw pickles, .npy inside zips).
[[nodiscard]] Inspection inspect(std::string_view name, const ByteSource& bytes);

// True when the file name alone suggests weights (extension list in rules/vocabulary/weights.yaml).
[[nodiscard]] bool looks_like_weights(std::string_view path);

[[nodiscard]] nlohmann::json to_json(std::string_view path, const Inspection& inspection);

}  // namespace auditor::formats
