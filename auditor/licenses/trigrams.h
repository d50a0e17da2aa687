// The trigrams of one file that some licence has, with their places; and how many of them each text has.
#pragma once

#include "auditor/licenses/tokens.h"

#include <cstdint>
#include <vector>

namespace auditor::licenses {

class FileTrigrams {
 public:
  FileTrigrams(const std::vector<Word>& words, const Index& index);

  // Places of known trigrams in the file; 0: it holds no licence text.
  [[nodiscard]] std::size_t known() const { return known_; }

  // Per word of the file: 1 where a known trigram begins.
  [[nodiscard]] std::vector<char> known_places(std::size_t words) const;

  // Calls `visit` with each place of the trigram, in order, until it returns false.
  template <class Visit>
  void each_place(std::uint32_t trigram, Visit visit) const {
    if (slots_.empty()) return;
    for (std::uint32_t at = find(trigram); at != kNone; at = next_[at])
      if (!visit(places_[at])) return;
  }

  // Per text: distinct trigrams of it that stand at a place where `words` has not been blanked with 0.
  [[nodiscard]] std::vector<std::uint32_t> count(const std::vector<Word>& words, std::uint32_t texts) const;

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFFU;
  struct Slot {
    std::uint32_t trigram = 0;
    std::uint32_t first = kNone;  // into places_
    std::span<const std::uint16_t> texts;
  };

  [[nodiscard]] std::uint32_t find(std::uint32_t trigram) const;

  std::vector<Slot> slots_;            // open addressing, a power of two
  std::vector<std::uint32_t> places_;  // word numbers in the file
  std::vector<std::uint32_t> next_;    // next place of the same trigram
  std::size_t known_ = 0;
};

}  // namespace auditor::licenses
