// Phrases that tell what a block of text does: restrict, say who and where, or speak as licences do.
// Data: rules/licenses/changes.yaml.
#pragma once

#include "auditor/licenses/texts/tokens.h"

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::licenses {

// Phrases of words, found in a sequence of folded words.
class PhraseSet {
 public:
  explicit PhraseSet(const std::vector<std::string_view>& phrases);

  // Words of the longest phrase that begins at `words[at]`; 0: none does.
  [[nodiscard]] std::size_t match_at(std::span<const std::string_view> words, std::size_t at) const;
  // Different words that begin a phrase.
  [[nodiscard]] std::size_t count(std::span<const std::string_view> words) const;
  // True when some phrase begins among the first `within` words.
  [[nodiscard]] bool matches_any(std::span<const std::string_view> words, std::size_t within = SIZE_MAX) const;

 private:
  struct Part {
    std::string text;
    bool prefix = false;  // any ending
    bool number = false;  // any number
  };
  struct Phrase {
    std::size_t start;  // of its first word's first two letters, below kStarts
    std::vector<Part> parts;
  };
  [[nodiscard]] static bool fits(const Part& part, std::string_view word);

  static constexpr std::size_t kStarts = 1024;
  [[nodiscard]] static std::size_t start_of(std::string_view word);

  std::vector<Phrase> phrases_;                     // by start
  std::array<std::uint16_t, kStarts + 1> first_{};  // the first phrase of each start: most words begin otherwise
};

struct Wording {
  PhraseSet normative;
  PhraseSet topical;
  PhraseSet restricting;
  PhraseSet harmless;
  PhraseSet legal;
  PhraseSet leading;  // "following", "below"
  PhraseSet led_to;   // "license", "conditions"
  PhraseSet scope;
  PhraseSet neutral;
  PhraseSet denials;
  PhraseSet scoping;   // which files a text speaks of
  PhraseSet excepted;  // what may be taken out
  PhraseSet released;  // what must not be taken out in passing
  PhraseSet english;
  std::vector<std::string> foreign;  // sorted
  PhraseSet binding;                 // what a standard notice says of its own licence
  PhraseSet others;                  // parts that are other people's
  PhraseSet choices;                 // that one of several licences may be chosen

  [[nodiscard]] static const Wording& shared();
};

// The words of a file as they are compared: lower case, letters and digits only; "non-x" as one word. A word is folded
// when it is first asked for: most never are.
class FoldedWords {
 public:
  FoldedWords(std::string_view text, const std::vector<Token>& places);

  // Words [first, last], as views into this object.
  [[nodiscard]] std::span<const std::string_view> range(std::size_t first, std::size_t last);

 private:
  [[nodiscard]] std::string_view fold(const Token& place);

  std::string_view text_;
  const std::vector<Token>* places_;
  std::unique_ptr<char[]> bytes_;  // a word at its place in the text
  std::vector<std::string_view> words_;
};

}  // namespace auditor::licenses
