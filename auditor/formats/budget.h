// Work for many files together: what one file spends is not there for the next.
#pragma once

#include "auditor/formats/inspect.h"

#include <cstdint>

namespace auditor::formats {

// Bytes that may be read and unpacked for all files of a repository.
inline constexpr std::uint64_t work_of_a_repository = std::uint64_t{1} << 30U;

// As inspect(), with at most `left` bytes of work, from which what was spent is taken. With nothing left the verdict is
// unknown.
[[nodiscard]] Inspection inspect_within(std::string_view name, const ByteSource& bytes, std::uint64_t& left);

}  // namespace auditor::formats
