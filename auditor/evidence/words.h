// Words of prose for vocabulary matching: folded (case, accents, full width), with offsets. Scripts written without
// spaces (Han, kana, Hangul, Thai) give one word a character, so that a phrase matches inside a run of text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace auditor::evidence {

struct Word {
  std::string_view text;  // folded; into Words::folded
  std::size_t begin = 0;  // bytes of the source
  std::size_t end = 0;
};

// "Größe of GPT-4's 3.5%" gives grosse, of, gpt, 4's → gpt 4 s, 3.5%: digits keep their point and per cent sign.
class Words {
 public:
  explicit Words(std::string_view source);
  Words(const Words&) = delete;
  Words& operator=(const Words&) = delete;
  [[nodiscard]] std::size_t size() const { return words_.size(); }
  [[nodiscard]] const Word& operator[](std::size_t i) const { return words_[i]; }
  [[nodiscard]] const std::vector<Word>& all() const { return words_; }
  [[nodiscard]] std::string_view source() const { return source_; }

 private:
  std::string_view source_;
  std::string folded_;
  std::vector<Word> words_;
};

// The words of `text` joined by one space: equal for texts that differ in case, accents, punctuation and spacing.
[[nodiscard]] std::string fold_phrase(std::string_view text);

// Phrases with a number each, found in running words. A last or only word may end in '*' (any ending).
class PhraseTable {
 public:
  PhraseTable() {
    exact_.reserve(4096);
    edges_.reserve(8192);
  }
  struct Match {
    std::size_t first = 0;  // word index
    std::size_t last = 0;   // inclusive
    int id = 0;
  };
  void add(std::string_view phrase, int id);
  // All matches, by first word and then longest first.
  [[nodiscard]] std::vector<Match> find(const Words& words) const;
  [[nodiscard]] std::vector<Match> find_at(const Words& words, std::size_t at) const;

 private:
  struct Stem {
    std::string text;
    int word = 0;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  int intern(std::string_view word);
  void ids_of(std::string_view word, std::vector<int>& out) const;
  void walk(const Words& words, std::size_t first, std::size_t at, int node, std::vector<Match>& out) const;

  std::unordered_map<std::string, int, Hash, std::equal_to<>> exact_;
  std::unordered_map<std::uint32_t, std::vector<Stem>> stems_;  // by the first three bytes
  std::unordered_map<std::uint64_t, int> edges_;                // node and word -> node
  std::vector<std::vector<int>> ends_ = {{}};                   // node -> phrase numbers
};

}  // namespace auditor::evidence
