// One reference text laid along a file: where its words stand in order, what is missing and what was added.
#pragma once

#include "auditor/licenses/texts/trigrams.h"

#include <cstdint>
#include <vector>

namespace auditor::licenses {

// Between two matched words: words of the file that the text does not have there, words of the text that the file
// lacks.
struct Break {
  std::uint32_t file = 0;  // [file, file_end)
  std::uint32_t file_end = 0;
  std::uint32_t text = 0;  // [text, text_end)
  std::uint32_t text_end = 0;
  bool wild = false;  // a wildcard may hold the words of the file
};

// One place where a text was found.
struct Alignment {
  std::size_t first = 0;  // words of the file, first to last inclusive
  std::size_t last = 0;
  std::uint32_t matched = 0;
  std::uint32_t missing = 0;          // required words not found
  std::uint32_t extra = 0;            // words of the file in the span that the text does not have, less wildcards
  std::uint32_t longest_missing = 0;  // longest run of required words not found between found ones
  std::uint32_t forgiven = 0;         // missing words of a long beginning or end, not counted by value()
  double similarity = 0;              // share of its words among matched, missing and extra ones
  std::vector<std::uint32_t> places;  // the matched words of the file, ascending
  std::vector<std::uint32_t> wild;    // unmatched words of the span that a wildcard may hold
  std::vector<Break> breaks;          // between matched words, and where the text begins before or ends behind them

  // Tells near twins apart. A long preamble or closing part that a copy leaves out says little about which it is.
  [[nodiscard]] double value() const {
    return static_cast<double>(matched) - 2.0 * (static_cast<double>(missing - forgiven) + extra);
  }
};

// A long licence of a model may come without the policy that is appended to it.
[[nodiscard]] bool may_lack_appendix(const Text& text);

// Every place where the text stands for at least `least` of its required words, best first. Words of the file that are
// 0 match nothing. The work is bounded by the file's size.
[[nodiscard]] std::vector<Alignment> align(const Text& text, const std::vector<Word>& words,
                                           const FileTrigrams& trigrams, double least);

}  // namespace auditor::licenses
