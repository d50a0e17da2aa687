// The difference between two versions of a file, as `git apply` takes it.
#pragma once

#include "auditor/core/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace auditor::source {

// `before`: nullopt for a file that is made anew. Empty when nothing differs. Error: unsupported (binary bytes, or
// libgit2 says why).
[[nodiscard]] Result<std::string> unified_patch(const std::string& path, std::optional<std::string_view> before,
                                                std::string_view after);

}  // namespace auditor::source
