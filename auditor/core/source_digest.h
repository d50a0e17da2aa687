// SHA-256 of bytes that may be larger than memory.
#pragma once

#include "auditor/core/byte_source.h"

#include <string>

namespace auditor {

// 64 lower-case hex digits. Errors: those of reading; unavailable when it ends early.
[[nodiscard]] Result<std::string> sha256_of(const ByteSource& source);

}  // namespace auditor
