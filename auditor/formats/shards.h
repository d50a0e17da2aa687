// Weights in several files: the index that names them (model.safetensors.index.json, pytorch_model.bin.index.json)
// and the numbers in their names (…-00001-of-00009.gguf).
#pragma once

#include "auditor/core/result.h"
#include "auditor/formats/inspect.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::formats {

struct ShardIndex {
  std::optional<std::uint64_t> total_size;                  // metadata.total_size, bytes of tensors
  std::map<std::string, std::vector<std::string>> tensors;  // by file, sorted
};

// Error: malformed (with what is wrong), limit.
[[nodiscard]] Result<ShardIndex> read_shard_index(std::string_view json, std::string_view path);

struct ShardCheck {
  std::vector<std::string> missing_files;     // named by the index and not there
  std::vector<std::string> missing_tensors;   // "tensor in file": promised by the index, not in the file
  std::vector<std::string> unlisted_tensors;  // in a file and not in the index
  std::uint64_t parameters = 0;               // over the files that are there
  [[nodiscard]] bool complete() const { return missing_files.empty() && missing_tensors.empty(); }
};

// `file` gives the inspection of a file of the index, or nothing when it is not there. A file that is there but
// whose tensors could not be listed (a pointer) counts as present and is not searched.
[[nodiscard]] ShardCheck check_shards(const ShardIndex& index,
                                      const std::function<std::optional<Inspection>(const std::string&)>& file);

struct ShardName {
  std::string stem;          // "model" of "model-00001-of-00009.gguf"
  std::uint32_t number = 0;  // from 1
  std::uint32_t count = 0;
  std::string extension;  // ".gguf"
  [[nodiscard]] std::string name(std::uint32_t shard) const;
};

// The parts of a numbered file name, or nothing.
[[nodiscard]] std::optional<ShardName> parse_shard_name(std::string_view file_name);

// The names of one series that are missing among `present` (file names of one folder), sorted.
[[nodiscard]] std::vector<std::string> missing_shards(const std::vector<std::string>& present);

}  // namespace auditor::formats
