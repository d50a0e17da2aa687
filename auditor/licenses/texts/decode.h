// Any bytes to UTF-8 text: byte order marks, UTF-16, and Windows-1252 for bytes that are no UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace auditor::licenses {

// Valid UTF-8 without byte order mark. Line ends are kept, so that line numbers are those of the file.
[[nodiscard]] std::string decode_text(std::string_view bytes);

// Appends one code point; surrogates and values out of range become U+FFFD.
void append_utf8(std::string& out, char32_t code);

// The code point at `at` of valid UTF-8; moves `at` behind it. A broken sequence gives U+FFFD and one byte.
[[nodiscard]] char32_t next_code_point(std::string_view text, std::size_t& at);

}  // namespace auditor::licenses
