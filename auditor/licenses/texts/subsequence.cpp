#include "auditor/licenses/texts/subsequence.h"

#include <algorithm>
#include <bit>
#include <bitset>

namespace auditor::licenses {

namespace {

constexpr std::size_t kMostCells = 40'000;

}  // namespace

void LengthTable::start(std::size_t rows, std::size_t columns) {
  columns_ = columns;
  words_ = (columns + 63) / 64;
  bits_.assign((rows + 1) * words_, ~std::uint64_t{0});
}

void LengthTable::fill(std::size_t a, const std::uint64_t* equal) {
  const std::uint64_t* below = &bits_[(a + 1) * words_];
  std::uint64_t* row = &bits_[a * words_];
  std::uint64_t carry = 0;
  for (std::size_t w = 0; w < words_; ++w) {
    const std::uint64_t v = below[w];
    const std::uint64_t u = v & equal[w];
    const std::uint64_t sum = v + u;
    const std::uint64_t carried = sum + carry;
    carry = (sum < v ? 1U : 0U) | (carried < sum ? 1U : 0U);
    row[w] = carried | (v & ~equal[w]);
  }
}

std::size_t LengthTable::length(std::size_t a, std::size_t b) const {
  std::size_t zeros = 0;
  std::size_t left = columns_ - b;
  for (const std::uint64_t* row = &bits_[a * words_]; left > 0; ++row) {
    const std::size_t here = std::min<std::size_t>(left, 64);
    const std::uint64_t mask = here == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << here) - 1;
    zeros += static_cast<std::size_t>(std::popcount(~*row & mask));
    left -= here;
  }
  return zeros;
}

// Of two neighbouring rows, the lengths from a column on differ by one at
// most, so the columns where they fall differently take turns: an even number of them leaves the lengths equal.
bool LengthTable::same_below(std::size_t a, std::size_t b) const {
  const std::uint64_t* row = &bits_[a * words_];
  const std::uint64_t* below = row + words_;
  std::uint64_t differing = 0;
  std::size_t left = columns_ - b;
  for (; left >= 64; left -= 64) differing ^= *row++ ^ *below++;
  if (left > 0) differing ^= (*row ^ *below) & ((std::uint64_t{1} << left) - 1);
  for (const unsigned half : {32U, 16U, 8U, 4U, 2U, 1U}) differing ^= differing >> half;
  return (differing & 1U) == 0;
}

bool LengthTable::falls(std::size_t a, std::size_t b) const {
  const std::size_t bit = columns_ - 1 - b;
  return (bits_[a * words_ + bit / 64] >> (bit % 64) & 1U) == 0;
}

const Pairs& Filler::common(std::size_t file, std::size_t file_end, std::size_t from, std::size_t to) {
  pairs_.clear();
  if (file == file_end || from == to || (file_end - file) * (to - from) > kMostCells) return pairs_;
  // Words that stand on one side only are in no subsequence: the table is of the others.
  choose_columns(file, file_end, from, to);
  index_columns();
  choose_rows(file, file_end);
  const std::size_t n = rows_.size();
  const std::size_t m = columns_.size();
  if (n == 0) return pairs_;
  table_.start(n, m);
  for (std::size_t a = n; a-- > 0;) table_.fill(a, &masks_[rows_[a].mask]);
  std::size_t left = table_.length(0, 0);
  for (std::size_t a = skip_rows(0, 0, from), b = 0; a < n && b < m && left > 0;) {
    if (words_[rows_[a].word] == word_number(text_.words[columns_[b]])) {
      pairs_.emplace_back(rows_[a].word, columns_[b]);
      --left;
      ++b;
      a = skip_rows(a + 1, b, columns_[b - 1] + 1);
    } else if (table_.falls(a, b) || table_.same_below(a, b)) {
      ++a;
    } else {
      ++b;
      a = skip_rows(a, b, columns_[b - 1] + 1);
    }
  }
  return pairs_;
}

// Words of the text's range that the file's range may hold, by their last bits.
void Filler::choose_columns(std::size_t file, std::size_t file_end, std::size_t from, std::size_t to) {
  std::bitset<1024> present;
  for (std::size_t a = file; a < file_end; ++a) present.set(words_[a] % present.size());
  columns_.clear();
  for (std::size_t b = from; b < to; ++b)
    if (present[word_number(text_.words[b]) % present.size()]) columns_.push_back(static_cast<std::uint32_t>(b));
}

// For each different word of the columns: those it stands in.
void Filler::index_columns() {
  const std::size_t m = columns_.size();
  const std::size_t width = (m + 63) / 64;
  slots_.assign(std::bit_ceil(m * 2 + 1), Slot{});
  masks_.clear();
  for (std::size_t b = 0; b < m; ++b) {
    const Word word = word_number(text_.words[columns_[b]]);
    Slot& slot = slot_of(word);
    if (slot.word == 0) {
      slot = {word, static_cast<std::uint32_t>(masks_.size())};
      masks_.resize(masks_.size() + width);
    }
    const std::size_t bit = m - 1 - b;
    masks_[slot.mask + bit / 64] |= std::uint64_t{1} << (bit % 64);
  }
}

// Of equally long subsequences the one whose words of the file stand latest, where words of the text are passed over:
// before column `b`, if it is not the word `next` of the text, rows are left out as long as nothing is lost.
std::size_t Filler::skip_rows(std::size_t a, std::size_t b, std::size_t next) const {
  if (b < columns_.size() && columns_[b] != next)
    while (a < rows_.size() && table_.same_below(a, b)) ++a;
  return a;
}

void Filler::choose_rows(std::size_t file, std::size_t file_end) {
  rows_.clear();
  for (std::size_t a = file; a < file_end; ++a) {
    if (words_[a] == 0) continue;
    if (const Slot& slot = slot_of(words_[a]); slot.word != 0)
      rows_.push_back({static_cast<std::uint32_t>(a), slot.mask});
  }
}

Filler::Slot& Filler::slot_of(Word word) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = word * 0x9E3779B1U >> 8U & mask;
  while (slots_[at].word != 0 && slots_[at].word != word) at = (at + 1) & mask;
  return slots_[at];
}

}  // namespace auditor::licenses
