#include "auditor/core/digest.h"

#include <array>
#include <fmt/format.h>
#include <mbedtls/sha256.h>
#include <xxhash.h>

namespace auditor {

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, 32> digest{};
  mbedtls_sha256_ret(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data(), 0);
  std::string out;
  out.reserve(64);
  for (const unsigned char b : digest) out += fmt::format("{:02x}", b);
  return out;
}

std::string fingerprint_hex(std::string_view bytes) {
  const XXH128_hash_t h = XXH3_128bits(bytes.data(), bytes.size());
  return fmt::format("{:016x}{:016x}", h.high64, h.low64);
}

}  // namespace auditor
