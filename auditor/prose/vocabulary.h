// Word lists from rules/vocabulary/, turned into sets once, for collectors that decide by names.
#pragma once

#include "auditor/core/packed.h"

#include <bitset>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace auditor::evidence {

using WordSet = std::unordered_set<std::string>;

// The texts of the list at `key`; empty for anything else.
[[nodiscard]] std::vector<std::string> string_list(const Packed& document, std::string_view key);
[[nodiscard]] std::vector<std::string> string_list(const Json& document, std::string_view key);
[[nodiscard]] WordSet word_set(const Packed& document, std::string_view key);

// "trainGpt2_loop-v2.py" -> train, gpt2, loop, v2 (lower case, extension dropped).
[[nodiscard]] std::vector<std::string> name_words(std::string_view path);

// ".PY" -> "py"; empty when the name has none.
[[nodiscard]] std::string extension_of(std::string_view path);

// The pairs of bytes that the words of a text begin with, as a small set: most phrases of a list are ruled out by it
// without a search. Compute once for a text that many phrases are looked for in.
class WordStarts {
 public:
  explicit WordStarts(std::string_view text);
  [[nodiscard]] bool may_hold(std::string_view phrase) const {
    return phrase.size() < 2 || starts_.test(key(phrase[0], phrase[1]));
  }

 private:
  static std::size_t key(char first, char second) {
    return (static_cast<unsigned char>(first) * 37U + static_cast<unsigned char>(second)) % 1024U;
  }
  std::bitset<1024> starts_;
};

// The first of `phrases` found in `lower` (already lower case) at a word start; npos when none.
[[nodiscard]] std::size_t find_phrase(std::string_view lower, std::string_view phrase);
[[nodiscard]] const std::string* first_phrase(std::string_view lower, const std::vector<std::string>& phrases);
// The same for a text that several lists are looked for in: its word starts are taken once.
[[nodiscard]] const std::string* first_phrase(std::string_view lower, const WordStarts& starts,
                                              const std::vector<std::string>& phrases);

// Host of an http(s) URL in lower case without "www."; empty for anything else.
[[nodiscard]] std::string url_host(std::string_view url);

}  // namespace auditor::evidence
