// Stores of models as their programs lay them out.
#pragma once

#include "auditor/core/digest.h"
#include "auditor/core/json.h"
#include "tests/support/git_fixture.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace auditor::test {

inline std::string little_endian(std::uint64_t value, unsigned bytes) {
  std::string out;
  for (unsigned i = 0; i < bytes; ++i) out.push_back(static_cast<char>((value >> (8 * i)) & 0xFFU));
  return out;
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

// A whole GGUF file with one tensor of 4 KiB and these texts as metadata.
inline std::string gguf_file(const Pairs& metadata = {{"general.architecture", "llama"}}) {
  std::string out = "GGUF" + little_endian(3, 4) + little_endian(1, 8) + little_endian(metadata.size(), 8);
  for (const auto& [key, value] : metadata)
    out += little_endian(key.size(), 8) + key + little_endian(8, 4) + little_endian(value.size(), 8) + value;
  out += little_endian(1, 8) + "w" + little_endian(1, 4) + little_endian(1024, 8) + little_endian(0, 4) +
         little_endian(0, 8);
  out.resize((out.size() + 31) / 32 * 32 + 4096, '\0');
  return out;
}

// A whole safetensors file with one tensor of 4 KiB.
inline std::string safetensors_file() {
  const std::string header = R"({"w":{"dtype":"F32","shape":[1024],"data_offsets":[0,4096]}})";
  return little_endian(header.size(), 8) + header + std::string(4096, '\0');
}

// The store of Ollama in a folder of its own.
class OllamaStore {
 public:
  // A layer as a manifest names it; its bytes become a blob.
  Json layer(const std::string& kind, const std::string& bytes) const {
    return described("application/vnd.ollama.image." + kind, bytes);
  }
  Json described(const std::string& media_type, const std::string& bytes) const {
    const std::string digest = sha256_hex(bytes);
    folder.write("blobs/sha256-" + digest, bytes);
    return {{"mediaType", media_type}, {"digest", "sha256:" + digest}, {"size", bytes.size()}};
  }
  // `name`: "registry.ollama.ai/library/wren/latest".
  void model(const std::string& name, const std::vector<Json>& layers,
             const std::string& config = R"({"model_format":"gguf","model_family":"llama"})") const {
    folder.write("manifests/" + name,
                 Json{{"schemaVersion", 2},
                      {"mediaType", "application/vnd.docker.distribution.manifest.v2+json"},
                      {"config", described("application/vnd.docker.container.image.v1+json", config)},
                      {"layers", layers}}
                     .dump());
  }
  [[nodiscard]] std::string str() const { return folder.str(); }
  [[nodiscard]] std::string at(const std::string& path) const { return folder.str() + "/" + path; }
  [[nodiscard]] static std::string blob(const Json& layer) {
    std::string digest = layer.at("digest");
    digest[6] = '-';
    return "blobs/" + digest;
  }

  TempFolder folder;
};

}  // namespace auditor::test
