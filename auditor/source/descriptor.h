// Content descriptors of image manifests (OCI image specification), which model stores use: media type, digest, size.
#pragma once

#include "auditor/core/json.h"
#include "auditor/core/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::source {

struct Descriptor {
  std::string media_type;
  std::string sha256;  // 64 hex digits of its digest
  std::uint64_t size = 0;
  Json annotations;  // an object
  const Json* json = nullptr;
};

struct Manifest {
  Json document;
  std::string digest;  // "sha256:…" of its own bytes
  Descriptor config;   // without a digest when there is none
  std::vector<Descriptor> layers;
};

inline constexpr std::uint64_t largest_manifest = 4U << 20U;
inline constexpr std::size_t most_layers = 20'000;

// "sha256:…" or "sha256-…" to its 64 digits; empty for anything else.
[[nodiscard]] std::string sha256_digits(std::string_view digest);

// Errors: malformed; unsupported for a digest other than SHA-256.
[[nodiscard]] Result<Descriptor> read_descriptor(const Json& value, std::string_view path);
// A manifest with its layers. The descriptors' `json` live as long as the document.
[[nodiscard]] Result<Manifest> read_manifest(std::string_view bytes, std::string_view path);

}  // namespace auditor::source
