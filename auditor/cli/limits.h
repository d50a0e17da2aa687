// --limit NAME=VALUE: the bounds of a source (auditor/source/snapshot.h, Limits).
#pragma once

#include "auditor/core/result.h"
#include "auditor/source/snapshot.h"

#include <string>
#include <string_view>

namespace auditor::cli {

// "blob-bytes=64M", "entries=10000". Sizes take K, M and G (1024 each). Error: usage.
[[nodiscard]] Result<void> set_limit(source::Limits& limits, std::string_view text);

// The names with their defaults, for --help.
[[nodiscard]] std::string limit_help();

}  // namespace auditor::cli
