// Which sources of a list are a shard's.
#pragma once

#include "auditor/core/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::fleet {

// By the hash of its name a source stays in its shard whatever is added to the list; by position it does not.
enum class Deal { hash, position };

struct Shard {
  unsigned index = 1;  // of 1 to count
  unsigned count = 1;
  Deal by = Deal::hash;

  [[nodiscard]] std::string str() const;  // "2/5"
  [[nodiscard]] bool whole() const { return count == 1; }
  // Whether the source `position` (from 0) of a list is in it.
  [[nodiscard]] bool has(std::string_view source, std::size_t position) const;
};

// "2/5": the second of five; "" is the whole. Error: usage.
[[nodiscard]] Result<Shard> parse_shard(std::string_view text, Deal by);

// XXH64 with seed 0: part of the product, so that other programs can tell a source's shard (hash mod N, plus 1).
[[nodiscard]] std::uint64_t stable_hash(std::string_view source);

// Of the sources of a list in their order; comments and empty lines do not count.
[[nodiscard]] std::string list_digest(const std::vector<std::string>& sources);

}  // namespace auditor::fleet
