// Digests: SHA-256 for evidence and attestations, XXH3 for fingerprints of findings.
#pragma once

#include <string>
#include <string_view>

namespace auditor {

// 64 lower-case hex digits.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

// 32 lower-case hex digits (XXH3, 128 bit); not cryptographic.
[[nodiscard]] std::string fingerprint_hex(std::string_view bytes);

}  // namespace auditor
