#include "auditor/core/digest.h"

#include <array>
#include <fmt/format.h>
#include <mbedtls/sha256.h>
#include <xxhash.h>

namespace auditor {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, 32> digest{};
  mbedtls_sha256_ret(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data(), 0);
  std::string out(64, '0');
  for (std::size_t i = 0; i < digest.size(); ++i) {
    out[2 * i] = hex_digits[digest[i] >> 4U];
    out[2 * i + 1] = hex_digits[digest[i] & 0x0FU];
  }
  return out;
}

std::string fingerprint_hex(std::string_view bytes) {
  const XXH128_hash_t h = XXH3_128bits(bytes.data(), bytes.size());
  return fmt::format("{:016x}{:016x}", h.high64, h.low64);
}

}  // namespace auditor
