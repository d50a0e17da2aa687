// Keys of a card's metadata block set in its text, line by line: nothing else of the file is touched.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::fix {

// The text with `key` at the top level of the block between two lines of ---; the block is made where there is none.
// One value is written behind the key, several as a list. Nothing for a block that cannot be read or is never closed,
// and for a key that holds more than one line.
[[nodiscard]] std::optional<std::string> set_key(std::string_view text, std::string_view key,
                                                 const std::vector<std::string>& values);

// The text with the name of a top-level key changed in its line (1-based). Nothing where the line does not begin with
// it.
[[nodiscard]] std::optional<std::string> rename_key(std::string_view text, int line, std::string_view from,
                                                    std::string_view to);

}  // namespace auditor::fix
