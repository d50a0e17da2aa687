// Digests that a store states for its files, in names or manifests: claims, until the bytes have been hashed.
#pragma once

#include "auditor/source/snapshot.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::source {

enum class ClaimStatus {
  claimed,  // stated, not hashed
  checked,  // hashed, and what was stated; outside of stores, which state digests, also what nothing was stated of
  wrong,    // hashed, and something else
  unknown,  // not stated, or not here to be hashed
};
[[nodiscard]] std::string_view to_string(ClaimStatus status);

struct Claim {
  std::string path;    // of the entry
  std::string sha256;  // 64 hex digits; empty when unknown
  std::uint64_t size = 0;
  ClaimStatus status = ClaimStatus::unknown;
};

// A snapshot of a store that states digests.
class Claims {
 public:
  virtual ~Claims() = default;
  [[nodiscard]] virtual std::vector<Claim> claims() const = 0;  // by path
};

// What is stated of the files of a snapshot; with `hash` every file that is here is read to its end.
[[nodiscard]] std::vector<Claim> claims_of(const Snapshot& snapshot, bool hash);

}  // namespace auditor::source
