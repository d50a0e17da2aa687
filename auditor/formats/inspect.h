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
  bool unread = false;                          // something in it was not read to its end
};

// Decides the format by content; `name` helps only where content cannot (raw pickles, .npy inside zips).
[[nodiscard]] Inspection inspect(std::string_view name, const ByteSource& bytes);

// True when the file name alone suggests weights (extension list in rules/vocabulary/weights.yaml).
[[nodiscard]] bool looks_like_weights(std::string_view path);

// What a file name alone says of who opens the file: a loader of models or of what goes with them, a reader of texts
// and source code, a viewer of pictures and sounds, or nobody knows.
enum class NameKind { loadable, text, media, other };
[[nodiscard]] NameKind kind_of_name(std::string_view path);

// Whether a file that begins so may be of a format that a loader opens and that can run code: what is asked of every
// file of a repository before it is read. A yes costs a reading, a no is final.
// Configurations of a tokenizer or a processor, and templates: texts that hold programs.
[[nodiscard]] bool is_configuration(std::string_view path);
inline constexpr std::size_t sniffed_bytes = 1024;
[[nodiscard]] bool may_be_loadable(std::string_view path, std::string_view head);

[[nodiscard]] nlohmann::json to_json(std::string_view path, const Inspection& inspection);

}  // namespace auditor::formats
