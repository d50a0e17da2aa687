// Places inside a document while it is compiled: cheap to pass down, written out as a JSON pointer only for an error.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace auditor::assess {

// One step of the way from the root; lives on the stack of the reader that made it.
struct Place {
  const Place* parent = nullptr;
  std::string_view key;
  int index = -1;  // of a list; -1 for a key

  [[nodiscard]] Place at(std::string_view child) const { return {this, child, -1}; }
  [[nodiscard]] Place at(std::size_t child) const { return {this, {}, static_cast<int>(child)}; }

  // "/rules/0/require"
  [[nodiscard]] std::string pointer() const;
};

struct Problem {
  std::string pointer;  // of the value that is wrong
  std::string message;
};
using Problems = std::vector<Problem>;

}  // namespace auditor::assess
