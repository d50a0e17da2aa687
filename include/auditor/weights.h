// What a weight file is, what it holds, and whether loading it can run code: from bounded reads of its headers. Nothing
// is executed, unpickled or inflated without bound, and memory does not grow with the file.
//
// Threads: free functions without state.
#pragma once

#include "auditor/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace auditor {

struct WeightFile {
  std::string format;                // safetensors, gguf, pytorch-zip, pickle, onnx…; unknown
  std::string verdict;               // safe, suspicious, unsafe, malformed, unknown; unknown is not safe
  std::vector<std::string> reasons;  // why, each naming what was found
  std::uint64_t size = 0;            // bytes
  std::uint64_t tensors = 0;
  std::uint64_t parameters = 0;                 // elements over all tensors
  std::map<std::string, std::uint64_t> dtypes;  // parameters by type, "BF16", "Q4_K"
  std::map<std::string, std::string> metadata;  // embedded, bounded
};

// A file of this machine. Error: source, when it cannot be read; a broken weight file is a verdict, not an error.
[[nodiscard]] Result<WeightFile> inspect_weights(const std::string& path);

// Bytes in memory; `name` helps only where the content cannot tell.
[[nodiscard]] WeightFile inspect_weights(std::string_view name, std::string bytes);

}  // namespace auditor
