#include "auditor/licenses/texts/runs.h"

#include <algorithm>
#include <cstring>

namespace auditor::licenses {

namespace {

// Runs shorter than this chain by accident in long texts.
std::uint32_t shortest_run(std::size_t words) { return words < 80 ? 3 : words < 400 ? 4 : words < 1500 ? 6 : 8; }

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

}  // namespace

std::vector<Run> find_runs(const Text& text, const std::vector<Word>& words, const FileTrigrams& trigrams) {
  return RunFinder(text, words, trigrams).find();
}

}  // namespace auditor::licenses
