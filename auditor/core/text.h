// Small text helpers that several stages share. All are total: any bytes are accepted.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace auditor {

// ASCII only: locale never matters.
[[nodiscard]] std::string to_lower(std::string_view text);
// Letters and digits alone, lower case: "LAION-5B" and "laion 5b" are one name.
[[nodiscard]] std::string letters_and_digits(std::string_view text);
[[nodiscard]] std::string_view trim(std::string_view text);
[[nodiscard]] bool iequals(std::string_view a, std::string_view b);
[[nodiscard]] bool starts_with_i(std::string_view text, std::string_view prefix);
[[nodiscard]] bool ends_with_i(std::string_view text, std::string_view suffix);
[[nodiscard]] bool contains_i(std::string_view text, std::string_view needle);
[[nodiscard]] bool is_alnum(char c);

// Lines without their line ends (\n, \r\n, \r); line N is element N-1. Views into `text`.
[[nodiscard]] std::vector<std::string_view> split_lines(std::string_view text);
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

// Valid UTF-8 with each invalid byte replaced by U+FFFD.
[[nodiscard]] std::string to_valid_utf8(std::string_view bytes);

// Text from a repository made safe to show: valid UTF-8; control characters (terminal escapes, newlines) and
// bidirectional or invisible format marks written as \xNN or \u{NNNN}.
[[nodiscard]] std::string printable(std::string_view bytes);

// At most `bytes` bytes, cut at a code point, with an ellipsis when cut.
[[nodiscard]] std::string ellipsize(std::string_view text, std::size_t bytes);

// "1.5 GiB"; binary units.
[[nodiscard]] std::string human_size(unsigned long long bytes);

// Last component of a slash path, and the folder before it ("" for the root).
[[nodiscard]] std::string_view base_name(std::string_view path);
[[nodiscard]] std::string_view dir_name(std::string_view path);

// "1 model", "2 models".
[[nodiscard]] std::string counted(std::size_t count, std::string_view what);

}  // namespace auditor
