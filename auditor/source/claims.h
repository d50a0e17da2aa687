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
  std::string path;    // of the entry; of a packed layer a name that no entry has
  std::string sha256;  // 64 hex digits; empty when unknown
  std::uint64_t size = 0;
  ClaimStatus status = ClaimStatus::unknown;
  std::string archive;  // the claim of the layer that the file came out of; empty for any other file
};

// A snapshot of a store that states digests.
class Claims {
 public:
  virtual ~Claims() = default;
  [[nodiscard]] virtual std::vector<Claim> claims() const = 0;  // of entries by path, then of layers
  // The bytes of a layer that is an archive, by the path of its claim.
  [[nodiscard]] virtual Result<std::unique_ptr<ByteSource>> archive(const std::string& path) const = 0;
};

// What is stated of the files of a snapshot; with `hash` every file that is here is read to its end.
[[nodiscard]] std::vector<Claim> claims_of(const Snapshot& snapshot, bool hash);

}  // namespace auditor::source
