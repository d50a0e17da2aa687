#include "auditor/core/source_digest.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <mbedtls/sha256.h>

namespace auditor {
namespace {

class Sha256 {
 public:
  Sha256() {
    mbedtls_sha256_init(&context_);
    mbedtls_sha256_starts_ret(&context_, 0);
  }
  ~Sha256() { mbedtls_sha256_free(&context_); }
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void add(std::span<const std::byte> bytes) {
    mbedtls_sha256_update_ret(&context_, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  }

  [[nodiscard]] std::string hex() {
    std::array<unsigned char, 32> digest{};
    mbedtls_sha256_finish_ret(&context_, digest.data());
    return fmt::format("{:02x}", fmt::join(digest, ""));
  }

 private:
  mbedtls_sha256_context context_{};
};

}  // namespace

Result<std::string> sha256_of(const ByteSource& source) {
  Sha256 sum;
  std::vector<std::byte> chunk(std::size_t{1} << 20U);
  for (std::uint64_t at = 0; at < source.size();) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(chunk.size(), source.size() - at));
    const auto got = source.read_at(at, std::span(chunk).first(wanted));
    if (!got) return tl::unexpected(got.error());
    if (*got == 0) return fail(ErrorCode::unavailable, "the file ends early");
    sum.add(std::span(chunk).first(*got));
    at += *got;
  }
  return sum.hex();
}

}  // namespace auditor
