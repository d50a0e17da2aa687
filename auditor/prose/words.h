// Words of prose for vocabulary matching: folded (case, accents, full width), with offsets. Scripts written without
// spaces (Han, kana, Hangul, Thai) give one word a character, so that a phrase matches inside a run of text.
#pragma once

#include <cstddef>
#include <cstdint>
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

// Phrases with a number each, found in running words. A word may end in '*' (any ending).
// A tree of words in flat tables: thousands of phrases are added at each start.
class PhraseTable {
 public:
  PhraseTable();
  struct Match {
    std::size_t first = 0;  // word index
    std::size_t last = 0;   // inclusive
    int id = 0;
  };
  void add(std::string_view phrase, int id);
  // All matches, by first word and then longest first.
  [[nodiscard]] std::vector<Match> find(const Words& words) const;
  [[nodiscard]] std::vector<Match> find_at(const Words& words, std::size_t at) const;
  // Whether a folded word stands in any phrase, or begins with a stem of one.
  [[nodiscard]] bool holds_word(std::string_view folded) const;

 private:
  struct Stem {
    std::string text;
    int word = 0;
  };
  struct Known {  // a word of some phrase: its text in pool_
    std::uint32_t hash = 0;
    std::uint32_t begin = 0;
    std::uint32_t length = 0;
  };
  struct Edge {
    int node = -1;  // -1: a free slot
    int word = 0;
    int next = 0;
  };
  struct Node {  // its phrases: a chain in ends_
    int first_end = -1;
    int last_end = -1;
  };
  struct End {
    int id = 0;
    int next = -1;
  };

  [[nodiscard]] std::size_t word_slot(std::string_view word, std::uint32_t hash) const;
  [[nodiscard]] std::size_t edge_slot(int node, int word) const;
  int intern(std::string_view word);
  int intern_stem(std::string_view stem);
  [[nodiscard]] int next(int node, int word) const;  // -1: none
  int extend(int node, int word);
  int extend_by(int node, std::string_view piece);
  void grow_words();
  void grow_edges();
  template <class Visit>
  void each_id(std::string_view word, Visit visit) const;
  void walk(const Words& words, std::size_t first, std::size_t at, int node, std::vector<Match>& out) const;

  std::string pool_;
  std::vector<Known> known_;                                    // by number
  std::vector<int> word_table_;                                 // open addressing into known_, -1: free
  std::unordered_map<std::uint32_t, std::vector<Stem>> stems_;  // by the first three bytes
  std::vector<int> roots_;                                      // word -> node below the root, -1: none
  std::vector<Edge> edge_table_;                                // open addressing: node and word -> node
  std::size_t edges_ = 0;
  std::vector<Node> nodes_;
  std::vector<End> ends_;
};

}  // namespace auditor::evidence
