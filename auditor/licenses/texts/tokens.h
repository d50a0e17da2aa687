// A text cut into the words that licences are compared by. Case, white space, punctuation, comment signs, markup and
// the spelling of characters make no difference; scripts/make-fingerprints cuts the reference texts the same way.
//
// A word is a run of letters and digits, accents taken off; a Han, kana or Hangul character is a word of its own;
// "non-x" is one word; a word hyphenated at a line's end is one word when some licence has the joined form.
#pragma once

#include "auditor/licenses/texts/index.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::licenses {

struct Token {
  std::uint32_t offset = 0;  // of the word's first byte
  std::uint32_t line = 1;
  std::uint16_t length = 0;  // bytes; a longer word is cut for showing only
  bool enumerator = false;   // "1.", "(a)", "iv)" at the beginning of a line
};

// Numbers apart from places: matching reads the numbers only.
struct Tokens {
  std::vector<Word> words;
  std::vector<Token> places;

  [[nodiscard]] std::size_t size() const { return words.size(); }
};

// `text` is UTF-8 as decode_text returns it.
[[nodiscard]] Tokens tokenize(const std::string& text, const Index& index);

}  // namespace auditor::licenses
