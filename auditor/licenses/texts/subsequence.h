// The longest common subsequence of a short range of a file's words and one of a reference text's, found with a table
// of lengths that holds 64 columns a machine word (Hyyro's bit-parallel recurrence).
#pragma once

#include "auditor/licenses/texts/index.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace auditor::licenses {

// Places of a word: of the file, of the text.
using Pair = std::pair<std::uint32_t, std::uint32_t>;
using Pairs = std::vector<Pair>;

// The common lengths from row a and column b to the ends. Columns count from the end; a bit is 0 where the length falls
// by one with the column.
class LengthTable {
 public:
  void start(std::size_t rows, std::size_t columns);

  // Row `a` from the row below it; `equal` has a bit for each column, counted from the end, that equals the row.
  void fill(std::size_t a, const std::uint64_t* equal);

  [[nodiscard]] std::size_t length(std::size_t a, std::size_t b) const;
  // Whether (a + 1, b) is as long as (a, b).
  [[nodiscard]] bool same_below(std::size_t a, std::size_t b) const;
  // Whether (a, b) is one longer than (a, b + 1).
  [[nodiscard]] bool falls(std::size_t a, std::size_t b) const;

 private:
  std::size_t columns_ = 0;
  std::size_t words_ = 0;
  std::vector<std::uint64_t> bits_;
};

// Fills the gaps between the runs of one text in one file.
class Filler {
 public:
  Filler(const Text& text, const std::vector<Word>& words) : text_(text), words_(words) {}

  // Of the words [file, file_end) and [from, to) of the text; valid until the next call. Empty when the table would be
  // too large.
  const Pairs& common(std::size_t file, std::size_t file_end, std::size_t from, std::size_t to);

 private:
  struct Slot {
    Word word = 0;
    std::uint32_t mask = 0;  // first of its words in masks_
  };
  struct Row {
    std::uint32_t word;  // of the file
    std::uint32_t mask;  // first of its columns in masks_
  };

  void choose_columns(std::size_t file, std::size_t file_end, std::size_t from, std::size_t to);
  void index_columns();
  void choose_rows(std::size_t file, std::size_t file_end);
  [[nodiscard]] std::size_t skip_rows(std::size_t a, std::size_t b, std::size_t next) const;
  [[nodiscard]] Slot& slot_of(Word word);

  const Text& text_;
  const std::vector<Word>& words_;
  Pairs pairs_;
  LengthTable table_;
  std::vector<std::uint32_t> columns_;  // words of the text
  std::vector<Row> rows_;
  std::vector<Slot> slots_;
  std::vector<std::uint64_t> masks_;
};

}  // namespace auditor::licenses
