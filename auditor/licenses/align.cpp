#include "auditor/licenses/align.h"

#include <algorithm>
#include <bit>
#include <bitset>
#include <cstring>

namespace auditor::licenses {

namespace {

// Words [file, file + length) of the file equal words [text, text + length) of the reference.
struct Run {
  std::uint32_t file;
  std::uint32_t text;
  std::uint32_t length;
};

constexpr double kMissCost = 0.25;  // per word missing or extra between two runs
constexpr double kBreakCost = 0.3;  // per break
constexpr std::size_t kLookBack = 300;
constexpr std::uint32_t kEndWords = 20;  // missing words at an end that count fully against a text
constexpr std::size_t kMostChains = 2000;
constexpr std::size_t kMostCells = 40'000;  // of one table for a gap
constexpr std::size_t kLongestEnd = 100;    // words of an end that are looked for

// Runs shorter than this chain by accident in long texts.
std::uint32_t shortest_run(std::size_t words) { return words < 80 ? 3 : words < 400 ? 4 : words < 1500 ? 6 : 8; }

// Sums over the reference, so that a gap's cost is found at once. Behind the last optional word every word is required,
// behind the last wildcard none is wild: only what lies before is summed.
class Sums {
 public:
  explicit Sums(const Text& text) : required_(last_optional(text.words) + 1) {
    for (std::size_t i = 0; i + 1 < required_.size(); ++i)
      required_[i + 1] = required_[i] + (is_optional(text.words[i]) ? 0U : 1U);
    if (text.gaps.empty()) return;
    capacity_.resize(std::min<std::size_t>(text.gaps.back().position, text.words.size()) + 2);
    std::uint32_t sum = 0;
    auto filled = capacity_.begin();
    for (const Gap& gap : text.gaps) {
      if (gap.position > text.words.size()) break;
      const auto until = capacity_.begin() + gap.position + 1;
      std::fill(filled, until, sum);
      filled = until;
      sum += gap.capacity;
    }
    std::fill(filled, capacity_.end(), sum);
  }

  // Required words in [from, to).
  [[nodiscard]] std::uint32_t required(std::size_t from, std::size_t to) const {
    return required_before(to) - required_before(from);
  }
  // Words that wildcards at the positions from..to, both included, may hold.
  [[nodiscard]] std::uint32_t capacity(std::size_t from, std::size_t to) const {
    return capacity_.empty() ? 0 : capacity_before(to + 1) - capacity_before(from);
  }

 private:
  // Index behind the last optional word.
  static std::size_t last_optional(std::span<const Word> words) {
    constexpr std::uint64_t four = std::uint64_t{kOptionalBit} * 0x0001000100010001U;
    std::size_t end = words.size();
    for (std::uint64_t a = 0; end >= 4; end -= 4) {
      std::memcpy(&a, words.data() + end - 4, sizeof a);
      if ((a & four) != 0) break;
    }
    while (end > 0 && !is_optional(words[end - 1])) --end;
    return end;
  }
  [[nodiscard]] std::uint32_t required_before(std::size_t to) const {
    const std::size_t last = required_.size() - 1;
    return to <= last ? required_[to] : required_[last] + static_cast<std::uint32_t>(to - last);
  }
  [[nodiscard]] std::uint32_t capacity_before(std::size_t to) const {
    return capacity_[std::min(to, capacity_.size() - 1)];
  }

  std::vector<std::uint32_t> required_;
  std::vector<std::uint32_t> capacity_;
};

// Every run of at least shortest_run() words that the file and the text share. Such a run holds one of the trigrams
// that begin at every step-th word of the text: only those are looked for, inside a run by walking along the file.
class RunFinder {
 public:
  RunFinder(const Text& text, const std::vector<Word>& words, const FileTrigrams& trigrams)
      : text_(text),
        words_(words),
        trigrams_(trigrams),
        shortest_(shortest_run(text.words.size())),
        step_(shortest_ - 2),
        budget_(200'000 + words.size() * 4) {}

  std::vector<Run> find() {
    const auto visit = [this](std::uint32_t i) { return hit(i); };
    for (; at_ + 2 < text_.words.size() && budget_ > 0; at_ += step_) {
      if (at_ + 2 >= last_end_) {
        trigrams_.each_place(trigram_hash(reference(at_), reference(at_ + 1), reference(at_ + 2)), visit);
      } else if (const std::size_t place = last_.file + (at_ - last_.text); !trigrams_.stands_once(place)) {
        trigrams_.each_place_of(place, visit);
      }
    }
    std::sort(runs_.begin(), runs_.end(),
              [](const Run& a, const Run& b) { return a.file != b.file ? a.file < b.file : a.text < b.text; });
    return std::move(runs_);
  }

 private:
  [[nodiscard]] Word reference(std::size_t j) const { return word_number(text_.words[j]); }

  // Four words at a time; words of a file never have the bit that is masked out.
  [[nodiscard]] static bool equal_four(const Word* file, const Word* text) {
    constexpr std::uint64_t numbers = ~(std::uint64_t{kOptionalBit} * 0x0001000100010001U);
    std::uint64_t a = 0;
    std::uint64_t b = 0;
    std::memcpy(&a, file, sizeof a);
    std::memcpy(&b, text, sizeof b);
    return a == (b & numbers);
  }

  [[nodiscard]] std::size_t common_after(std::size_t i, std::size_t j) const {
    const std::size_t most = std::min(words_.size() - i, text_.words.size() - j);
    const Word* const file = words_.data() + i;
    const Word* const text = text_.words.data() + j;
    std::size_t length = 0;
    while (length + 4 <= most && equal_four(file + length, text + length)) length += 4;
    while (length < most && file[length] == word_number(text[length])) ++length;
    return length;
  }

  // Common words before both, `step_` at most: with so many, the run has been found before, or has been taken.
  [[nodiscard]] std::size_t common_before(std::size_t i, std::size_t j) const {
    const std::size_t most = std::min<std::size_t>(step_, std::min(i, j));
    std::size_t length = 0;
    while (length < most && words_[i - length - 1] == reference(j - length - 1)) ++length;
    return length;
  }

  // The trigram at `at_` of the text stands at word `i` of the file.
  bool hit(std::uint32_t i) {
    if (--budget_ == 0) return false;
    const std::size_t before = common_before(i, at_);
    if (before == step_ || (before + 3 < shortest_ && !goes_on(i, shortest_ - before))) return true;
    const std::size_t after = common_after(i, at_);
    const std::size_t length = before + after;
    budget_ -= std::min(budget_ - 1, length / 4);
    if (after < 3 || length < shortest_) return true;
    const auto start = static_cast<std::uint32_t>(at_ - before);
    const Run run{static_cast<std::uint32_t>(i - before), start, static_cast<std::uint32_t>(length)};
    if (start + length > last_end_) {
      last_ = run;
      last_end_ = start + length;
    }
    runs_.push_back(run);
    return true;
  }

  // A glance at the last of the words that a run must have.
  [[nodiscard]] bool goes_on(std::size_t i, std::size_t needed) const {
    const std::size_t last = needed - 1;
    return i + last < words_.size() && at_ + last < text_.words.size() && words_[i + last] == reference(at_ + last);
  }

  const Text& text_;
  const std::vector<Word>& words_;
  const FileTrigrams& trigrams_;
  const std::uint32_t shortest_;
  const std::uint32_t step_;
  std::size_t budget_;  // hits and words looked at
  std::size_t at_ = 0;
  Run last_{0, 0, 0};         // the run that reaches farthest into the text
  std::size_t last_end_ = 0;  // where it ends there
  std::vector<Run> runs_;
};

// A run as part of a chain: the words it shares with its predecessor are cut off.
struct Link {
  double score = 0;
  std::int32_t previous = -1;
  std::uint32_t cut = 0;
};

std::vector<Link> chain(const std::vector<Run>& runs, const Sums& sums, std::size_t text_length) {
  std::vector<Link> links(runs.size());
  std::vector<double> highest(runs.size());  // score of the links up to each: where it cannot help, none before can
  const std::size_t jump = 60 + text_length / 4;
  std::size_t longest = 0;
  for (const Run& run : runs) longest = std::max<std::size_t>(longest, run.length);
  const std::size_t reach = longest + jump + sums.capacity(0, text_length);
  for (std::size_t r = 0; r < runs.size(); ++r) {
    const Run& run = runs[r];
    Link best{static_cast<double>(run.length), -1, 0};
    for (std::size_t back = 1; back <= std::min(r, kLookBack); ++back) {
      const std::size_t p = r - back;
      const Run& before = runs[p];
      if (run.file - before.file > reach || highest[p] + run.length - kBreakCost <= best.score) break;
      if (before.file >= run.file || before.text >= run.text) continue;
      if (links[p].score + run.length - kBreakCost <= best.score) continue;  // however near, no better
      const std::uint32_t file_end = before.file + before.length;
      const std::uint32_t text_end = before.text + before.length;
      const std::uint32_t cut =
          std::max(file_end > run.file ? file_end - run.file : 0, text_end > run.text ? text_end - run.text : 0);
      if (cut >= run.length) continue;
      const std::uint32_t extra = run.file + cut - file_end;
      const std::uint32_t missing = sums.required(text_end, run.text + cut);
      const std::uint32_t wild = sums.capacity(text_end, run.text + cut);
      if (missing > jump || extra > jump + wild) continue;
      const double cost = kBreakCost + kMissCost * (missing + (extra > wild ? extra - wild : 0));
      const double score = links[p].score + (run.length - cut) - cost;
      if (score > best.score) best = {score, static_cast<std::int32_t>(p), cut};
    }
    links[r] = best;
    highest[r] = r == 0 ? best.score : std::max(highest[r - 1], best.score);
  }
  return links;
}

// Chains by falling score; a run belongs to one chain only.
std::vector<std::vector<Run>> take_chains(const std::vector<Run>& runs, const std::vector<Link>& links, double least) {
  std::vector<std::uint32_t> order;
  for (std::uint32_t r = 0; r < runs.size(); ++r)
    if (links[r].score >= least) order.push_back(r);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return links[a].score != links[b].score ? links[a].score > links[b].score : a < b;
  });
  std::vector<char> used(runs.size());
  std::vector<std::vector<Run>> chains;
  for (const std::uint32_t end : order) {
    if (used[end] != 0 || chains.size() >= kMostChains) continue;
    std::vector<Run> parts;
    double before = 0;  // score of a part that another chain has taken
    for (auto r = static_cast<std::int32_t>(end); r >= 0; r = links[static_cast<std::size_t>(r)].previous) {
      const auto at = static_cast<std::size_t>(r);
      if (used[at] != 0) {
        before = links[at].score;
        break;
      }
      used[at] = 1;
      const std::uint32_t cut = links[at].cut;
      parts.push_back({runs[at].file + cut, runs[at].text + cut, runs[at].length - cut});
    }
    if (links[end].score - before < least) continue;
    std::reverse(parts.begin(), parts.end());
    chains.push_back(std::move(parts));
  }
  return chains;
}

// A longest common subsequence of two short ranges, as pairs (file, text).
using Pair = std::pair<std::uint32_t, std::uint32_t>;
using Pairs = std::vector<Pair>;

// The table of longest common lengths from (a, b) to the ends, 64 columns a machine word (Hyyro's bit-parallel
// recurrence). Columns count from the end; a bit is 0 where the length falls by one with the column.
class LengthTable {
 public:
  void start(std::size_t rows, std::size_t columns) {
    columns_ = columns;
    words_ = (columns + 63) / 64;
    bits_.assign((rows + 1) * words_, ~std::uint64_t{0});
  }

  // Row `a` from the row below it; `equal` has a bit for each column, counted from the end, that equals the row.
  void fill(std::size_t a, const std::uint64_t* equal) {
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

  [[nodiscard]] std::size_t length(std::size_t a, std::size_t b) const {
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

  // Whether (a + 1, b) is as long as (a, b). Of two neighbouring rows, the lengths from a column on differ by one at
  // most, so the columns where they fall differently take turns: an even number of them leaves the lengths equal.
  [[nodiscard]] bool same_below(std::size_t a, std::size_t b) const {
    const std::uint64_t* row = &bits_[a * words_];
    const std::uint64_t* below = row + words_;
    std::uint64_t differing = 0;
    std::size_t left = columns_ - b;
    for (; left >= 64; left -= 64) differing ^= *row++ ^ *below++;
    if (left > 0) differing ^= (*row ^ *below) & ((std::uint64_t{1} << left) - 1);
    for (const unsigned half : {32U, 16U, 8U, 4U, 2U, 1U}) differing ^= differing >> half;
    return (differing & 1U) == 0;
  }

  // Whether (a, b) is one longer than (a, b + 1).
  [[nodiscard]] bool falls(std::size_t a, std::size_t b) const {
    const std::size_t bit = columns_ - 1 - b;
    return (bits_[a * words_ + bit / 64] >> (bit % 64) & 1U) == 0;
  }

 private:
  std::size_t columns_ = 0;
  std::size_t words_ = 0;
  std::vector<std::uint64_t> bits_;
};

class Filler {
 public:
  Filler(const Text& text, const std::vector<Word>& words) : text_(text), words_(words) {}

  // Empty when the table would be too large.
  const Pairs& common(std::size_t file, std::size_t file_end, std::size_t from, std::size_t to) {
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

 private:
  // Words of the text's range that the file's range may hold, by their last bits.
  void choose_columns(std::size_t file, std::size_t file_end, std::size_t from, std::size_t to) {
    std::bitset<1024> present;
    for (std::size_t a = file; a < file_end; ++a) present.set(words_[a] % present.size());
    columns_.clear();
    for (std::size_t b = from; b < to; ++b)
      if (present[word_number(text_.words[b]) % present.size()]) columns_.push_back(static_cast<std::uint32_t>(b));
  }

  // For each different word of the columns: those it stands in.
  void index_columns() {
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
  [[nodiscard]] std::size_t skip_rows(std::size_t a, std::size_t b, std::size_t next) const {
    if (b < columns_.size() && columns_[b] != next)
      while (a < rows_.size() && table_.same_below(a, b)) ++a;
    return a;
  }

  void choose_rows(std::size_t file, std::size_t file_end) {
    rows_.clear();
    for (std::size_t a = file; a < file_end; ++a) {
      if (words_[a] == 0) continue;
      if (const Slot& slot = slot_of(words_[a]); slot.word != 0)
        rows_.push_back({static_cast<std::uint32_t>(a), slot.mask});
    }
  }

  struct Slot {
    Word word = 0;
    std::uint32_t mask = 0;  // first of its words in masks_
  };
  [[nodiscard]] Slot& slot_of(Word word) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = word * 0x9E3779B1U >> 8U & mask;
    while (slots_[at].word != 0 && slots_[at].word != word) at = (at + 1) & mask;
    return slots_[at];
  }

  const Text& text_;
  const std::vector<Word>& words_;
  struct Row {
    std::uint32_t word;  // of the file
    std::uint32_t mask;  // first of its columns in masks_
  };
  Pairs pairs_;
  LengthTable table_;
  std::vector<std::uint32_t> columns_;  // words of the text
  std::vector<Row> rows_;
  std::vector<Slot> slots_;
  std::vector<std::uint64_t> masks_;
};

// Turns a chain of runs into an alignment: gaps and ends filled, words counted.
class Builder {
 public:
  Builder(const Text& text, const std::vector<Word>& words, const Sums& sums)
      : text_(text), words_(words), sums_(sums), filler_(text, words) {}

  // No alignment of these runs has a greater similarity: every gap and end filled as far as its words reach.
  [[nodiscard]] double best_similarity(const std::vector<Run>& runs) const {
    const Run& last = runs.back();
    std::size_t matched = std::min<std::size_t>({runs.front().text, runs.front().file, kLongestEnd}) +
                          std::min<std::size_t>({text_.words.size() - last.text - last.length,
                                                 words_.size() - last.file - last.length, kLongestEnd});
    std::size_t extra = 0;
    for (std::size_t r = 0; r < runs.size(); ++r) {
      matched += runs[r].length;
      if (r == 0) continue;
      const std::size_t text_end = runs[r - 1].text + runs[r - 1].length;
      const std::size_t in_text = runs[r].text - text_end;
      const std::size_t in_file = runs[r].file - runs[r - 1].file - runs[r - 1].length;
      matched += std::min(in_text, in_file);
      const std::size_t explained = in_text + sums_.capacity(text_end, runs[r].text);
      extra += in_file > explained ? in_file - explained : 0;
    }
    const std::size_t missing = text_.required > matched ? text_.required - matched : 0;
    return static_cast<double>(matched) / static_cast<double>(matched + missing + extra);
  }

  Alignment build(const std::vector<Run>& runs) {
    parts_.clear();
    extend_before(runs.front());
    for (std::size_t r = 0; r < runs.size(); ++r) {
      const Run& run = runs[r];
      if (r > 0) {
        const Run& before = runs[r - 1];
        append(filler_.common(before.file + before.length, run.file, before.text + before.length, run.text));
      }
      append(run);
    }
    extend_after(runs.back());
    drop_costly_titles();
    return count();
  }

 private:
  void append(const Run& run) {
    if (!parts_.empty() && parts_.back().file + parts_.back().length == run.file &&
        parts_.back().text + parts_.back().length == run.text)
      parts_.back().length += run.length;
    else parts_.push_back(run);
  }
  void append(std::span<const Pair> pairs) {
    for (const auto& [file, text] : pairs) append({file, text, 1});
  }

  // The optional words that the text begins with, and the first other one.
  [[nodiscard]] Pairs leading_pairs() const {
    Pairs lead;
    for (const Run& part : parts_)
      for (std::uint32_t k = 0; k < part.length; ++k) {
        lead.emplace_back(part.file + k, part.text + k);
        if (!is_optional(text_.words[part.text + k])) return lead;
      }
    return lead;
  }

  void drop_first(std::size_t words) {
    std::size_t whole = 0;
    while (words > 0 && words >= parts_[whole].length) words -= parts_[whole++].length;
    parts_.erase(parts_.begin(), parts_.begin() + static_cast<std::ptrdiff_t>(whole));
    const auto cut = static_cast<std::uint32_t>(words);
    parts_.front() = {parts_.front().file + cut, parts_.front().text + cut, parts_.front().length - cut};
  }

  // Words of a title or copyright line are kept as far as they bring more than value() takes off for those between.
  void drop_costly_titles() {
    const Pairs lead = leading_pairs();
    std::size_t keep_from = lead.size() - 1;
    double gain = 0;
    double best = 0;
    for (std::size_t p = keep_from; p-- > 0;) {
      gain += 1 - 4 * cost(lead[p].first + 1, lead[p + 1].first, lead[p].second + 1, lead[p + 1].second);
      if (gain >= best) {
        best = gain;
        keep_from = p;
      }
    }
    if (keep_from > 0) drop_first(keep_from);
  }

  // Pairs at an end are kept as far as they bring more than the words between them cost.
  void extend_before(const Run& first) {
    const std::size_t from = first.text > kLongestEnd ? first.text - kLongestEnd : 0;
    const std::size_t reach = first.text - from + sums_.capacity(from, first.text) + 10;
    const std::size_t file = first.file > reach ? first.file - reach : 0;
    const Pairs& found = filler_.common(file, first.file, from, first.text);
    std::size_t keep_from = found.size();
    double gain = 0;
    double best = 0;
    std::size_t next_file = first.file;
    std::size_t next_text = first.text;
    for (std::size_t p = found.size(); p-- > 0;) {
      gain += 1 - cost(found[p].first + 1, next_file, found[p].second + 1, next_text);
      next_file = found[p].first;
      next_text = found[p].second;
      if (gain > best) {
        best = gain;
        keep_from = p;
      }
    }
    append(std::span(found).subspan(keep_from));
  }

  void extend_after(const Run& last) {
    const std::size_t text_end = last.text + last.length;
    const std::size_t file_end = last.file + last.length;
    const std::size_t to = std::min(text_.words.size(), text_end + kLongestEnd);
    const std::size_t reach = to - text_end + sums_.capacity(text_end, to) + 10;
    const Pairs& found = filler_.common(file_end, std::min(words_.size(), file_end + reach), text_end, to);
    std::size_t keep = 0;
    double gain = 0;
    double best = 0;
    std::size_t previous_file = file_end;
    std::size_t previous_text = text_end;
    for (std::size_t p = 0; p < found.size(); ++p) {
      gain += 1 - cost(previous_file, found[p].first, previous_text, found[p].second);
      previous_file = found[p].first + 1;
      previous_text = found[p].second + 1;
      if (gain > best) {
        best = gain;
        keep = p + 1;
      }
    }
    append(std::span(found).first(keep));
  }

  [[nodiscard]] double cost(std::size_t file, std::size_t file_end, std::size_t from, std::size_t to) const {
    const std::size_t between = file_end - file;
    const std::size_t wild = sums_.capacity(from, to);
    return 0.5 * static_cast<double>(between > wild ? between - wild : 0);
  }

  Alignment count() {
    Alignment out;
    const Run& last = parts_.back();
    out.first = parts_.front().file;
    out.last = last.file + last.length - 1;
    std::size_t file = out.first;
    std::size_t text = 0;
    std::uint32_t found = 0;  // required words
    const std::uint32_t end_limit = std::max(kEndWords, text_.required / 50);
    const auto forgive = [&](std::uint32_t missing) { out.forgiven += missing > end_limit ? missing - end_limit : 0; };
    forgive(sums_.required(0, parts_.front().text));
    forgive(sums_.required(last.text + last.length, text_.words.size()));
    for (const Run& part : parts_) {
      found += sums_.required(part.text, part.text + part.length);
      if (text > 0) out.longest_missing = std::max(out.longest_missing, sums_.required(text, part.text));
      const std::size_t between = part.file - file;
      const std::size_t wild = std::min<std::size_t>(between, text == 0 ? 0 : sums_.capacity(text, part.text));
      out.extra += static_cast<std::uint32_t>(between - wild);
      if (wild == between)
        for (std::size_t w = file; w < part.file; ++w) out.wild.push_back(static_cast<std::uint32_t>(w));
      file = part.file + part.length;
      text = part.text + part.length;
      out.matched += part.length;
    }
    out.places.reserve(out.matched);
    for (const Run& part : parts_)
      for (std::uint32_t k = 0; k < part.length; ++k) out.places.push_back(part.file + k);
    out.missing = text_.required - found;
    const double all = static_cast<double>(out.matched) + out.missing + out.extra;
    out.similarity = std::min(out.matched / all, static_cast<double>(found) / text_.required);
    return out;
  }

  const Text& text_;
  const std::vector<Word>& words_;
  const Sums& sums_;
  Filler filler_;
  std::vector<Run> parts_;  // neighbours joined
};

}  // namespace

std::vector<Alignment> align(const Text& text, const std::vector<Word>& words, const FileTrigrams& trigrams,
                             double least) {
  const std::vector<Run> runs = RunFinder(text, words, trigrams).find();
  // Gaps and ends add words that no run has, so a chain may fall short of the share by some.
  const double least_score = std::max(2.0, 0.5 * least * text.required);
  std::size_t in_runs = 0;
  for (const Run& run : runs) in_runs += run.length;
  if (text.required == 0 || static_cast<double>(in_runs) < least_score) return {};
  const Sums sums(text);
  const std::vector<Link> links = chain(runs, sums, text.words.size());
  const auto chains = take_chains(runs, links, least_score);
  Builder builder(text, words, sums);
  std::vector<Alignment> found;
  for (const auto& parts : chains) {
    if (builder.best_similarity(parts) < least) continue;
    Alignment alignment = builder.build(parts);
    if (alignment.similarity >= least) found.push_back(std::move(alignment));
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Alignment& a, const Alignment& b) { return a.value() > b.value(); });
  return found;
}

}  // namespace auditor::licenses
