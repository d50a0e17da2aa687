// Sums over a reference text, so that a gap's cost is found at once.
#pragma once

#include "auditor/licenses/texts/index.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

namespace auditor::licenses {

// Behind the last optional word every word is required,
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

}  // namespace auditor::licenses
