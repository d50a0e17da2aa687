// Phrases that tell what a block of text does: restrict, say who and where, or speak as licences do.
// Data: rules/licenses/changes.yaml.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace auditor::licenses {

// Phrases of words, found in a sequence of folded words.
class PhraseSet {
 public:
  explicit PhraseSet(const std::vector<std::string>& phrases);

  // Words of the longest phrase that begins at `words[at]`; 0: none does.
  [[nodiscard]] std::size_t match_at(std::span<const std::string> words, std::size_t at) const;
  // Different words that begin a phrase.
  [[nodiscard]] std::size_t count(std::span<const std::string> words) const;
  // True when some phrase begins among the first `within` words.
  [[nodiscard]] bool matches_any(std::span<const std::string> words, std::size_t within = SIZE_MAX) const;

 private:
  struct Part {
    std::string text;
    bool prefix = false;  // any ending
    bool number = false;  // any number
  };
  [[nodiscard]] static bool fits(const Part& part, std::string_view word);

  std::unordered_multimap<std::string, std::vector<Part>> by_start_;  // first letters of the first word
  static constexpr std::size_t kStart = 2;
};

struct Wording {
  PhraseSet normative;
  PhraseSet topical;
  PhraseSet restricting;
  PhraseSet harmless;
  PhraseSet legal;

  [[nodiscard]] static const Wording& shared();
};

// A word as it is compared: lower case, no accents; "non-x" as one word.
[[nodiscard]] std::string fold_word(std::string_view word);

}  // namespace auditor::licenses
