// Names of licences in the form they are compared in. "Apache License, Version 2.0", "apache-2" and "Apache2" are all
// the words `apache 2.0`. scripts/make-names writes rules/licenses/names.yaml with the same rules.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::licenses {

struct Word {
  std::string text;         // lower case; numbers of one or two digits end in ".0"; "+" and ">=" are words
  std::uint32_t begin = 0;  // bytes of the input it stands for
  std::uint32_t end = 0;
  bool noise = false;  // "license", "version", "the": no part of a compared name
};

// Appends the words of `text`; `base` is added to their positions.
void append_words(std::string_view text, std::uint32_t base, std::vector<Word>& words);

// The words that count, joined by single spaces.
[[nodiscard]] std::string label_key(std::string_view text);

}  // namespace auditor::licenses
