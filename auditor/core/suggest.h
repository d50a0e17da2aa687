// "Did you mean": of known names the one that a misspelt word stands for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace auditor {

// The one of `known` that differs by at most two letters, by case, or by - for _; empty when none does, or it is there.
[[nodiscard]] std::string near_to(std::string_view word, const std::vector<std::string>& known);

// "; did you mean X?" for the end of a message; empty when nobody can tell.
[[nodiscard]] std::string did_you_mean(std::string_view word, const std::vector<std::string>& known);

}  // namespace auditor
