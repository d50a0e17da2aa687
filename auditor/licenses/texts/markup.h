// Markup that is no wording: HTML tags and entities, escapes of strings and of RTF.
#pragma once

#include <cstddef>
#include <string_view>

namespace auditor::licenses {

// What stands at a position: `length` bytes to step over; `letter` is the folded letter that they write, if any.
struct Markup {
  std::size_t length = 0;  // 0: no markup
  char letter = '\0';
};

// At '<': a known HTML tag, with the content of script and style; anything else in angle brackets is text.
// `no_script_end` remembers that the text has no further end tag, so that a search is done once.
[[nodiscard]] Markup read_tag(std::string_view text, std::size_t at, bool& no_script_end);

// At '&': an entity. A numeric one is given back as `code`, its letter is folded by the caller.
[[nodiscard]] Markup read_entity(std::string_view text, std::size_t at, char32_t& code);

// At '\\': \n \r \t of string literals, \uXXXX; in RTF also control words and \'xx.
[[nodiscard]] Markup read_escape(std::string_view text, std::size_t at, bool rtf);

}  // namespace auditor::licenses
