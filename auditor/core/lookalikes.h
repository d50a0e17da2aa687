// Characters that a reader takes for others, or does not see: what hides words from a program and not from people.
#pragma once

namespace auditor {

// Soft hyphen, zero width, joiners, direction marks, variation selectors, tags.
[[nodiscard]] bool is_invisible(char32_t code);

// The ASCII character that one of another block only draws otherwise: full width, mathematical and enclosed letters,
// blanks, hyphens. 0: none.
[[nodiscard]] char ascii_of(char32_t code);

// The small Latin letter that one of another alphabet passes for (Unicode's confusables.txt, the plainest of them).
// 0: none.
[[nodiscard]] char latin_of(char32_t code);

}  // namespace auditor
