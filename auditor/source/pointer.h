// Git LFS and Xet pointers: small texts that stand for the bytes of a large file.
#pragma once

#include "auditor/source/snapshot.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace auditor::source {

// Larger texts are never pointers (the specification's own bound).
inline constexpr std::uint64_t max_pointer_bytes = 1024;

// Strict: key order, digits and hex are checked; only a carriage return before each newline is tolerated.
[[nodiscard]] std::optional<Pointer> parse_pointer(std::string_view text);

// "aa/bb/aabb…": where an LFS store keeps the object.
[[nodiscard]] std::string lfs_object_path(std::string_view sha256);

}  // namespace auditor::source
