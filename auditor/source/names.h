// Which entry names are accepted. Names come from strangers: a tree object can hold any bytes but NUL.
#pragma once

#include <string_view>

namespace auditor::source {

enum class NameVerdict {
  good,
  deceptive,  // usable, but shows as something else: control, bidirectional or invalid bytes
  invalid,    // "", ".", "..", with a slash, or a name of git's own folder: never an entry
};

[[nodiscard]] NameVerdict judge_name(std::string_view name);

// A '/'-separated path as given by users, without empty and "." steps; false when a step leaves the root.
[[nodiscard]] bool is_inside(std::string_view path);

}  // namespace auditor::source
