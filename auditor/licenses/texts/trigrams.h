// The trigrams of one file that some licence has, with their places; and how many of them each text has.
#pragma once

#include "auditor/licenses/texts/tokens.h"

#include <cstdint>
#include <span>
#include <vector>

namespace auditor::licenses {

class FileTrigrams {
 public:
  FileTrigrams() = default;  // of no words
  FileTrigrams(const std::vector<Word>& words, const Index& index);

  // Places of known trigrams in the file; 0: it holds no licence text.
  [[nodiscard]] std::size_t known() const { return known_; }

  // Whether a known trigram begins at this word.
  [[nodiscard]] bool is_known(std::size_t place) const { return entry_at_[place] != kNone; }

  // Calls `visit` with each place of the trigram, in order, until it returns false.
  template <class Visit>
  void each_place(std::uint32_t trigram, Visit visit) const {
    if (table_.empty()) return;
    for (std::uint32_t at = find(trigram); at != kNone; at = next_[at])
      if (!visit(at)) return;
  }

  // The same for the trigram that begins at this place of the file, found without a search.
  template <class Visit>
  void each_place_of(std::size_t place, Visit visit) const {
    if (entry_at_[place] == kNone) return;
    for (std::uint32_t at = entries_[entry_at_[place]].first; at != kNone; at = next_[at])
      if (!visit(at)) return;
  }
  // False when the trigram at this place stands at another one, too.
  [[nodiscard]] bool stands_once(std::size_t place) const { return repeated_[place] == 0; }

 private:
  friend class LiveCounts;
  static constexpr std::uint32_t kNone = 0xFFFFFFFFU;
  struct Entry {
    std::uint32_t trigram = 0;
    std::uint32_t first = kNone;  // its first place
    std::span<const std::uint16_t> texts;
  };

  [[nodiscard]] std::uint32_t find(std::uint32_t trigram) const;

  std::vector<Entry> entries_;           // one per distinct trigram
  std::vector<std::uint32_t> table_;     // open addressing into entries_, a power of two
  std::vector<std::uint32_t> next_;      // per word of the file: next place of the same trigram
  std::vector<std::uint32_t> entry_at_;  // per word of the file: its trigram's entry
  std::vector<char> repeated_;           // per word of the file: its trigram stands elsewhere, too
  std::size_t known_ = 0;
};

// Per text: how many of its distinct trigrams stand at a place whose words have not been blanked with 0. Kept while
// words are blanked: either the trigrams whose last place is gone are taken off, or those that are left are counted
// again, whichever are fewer.
class LiveCounts {
 public:
  LiveCounts(const FileTrigrams& trigrams, std::uint32_t texts);
  // After words have been blanked; words once blanked must stay so.
  void update(const std::vector<Word>& words);
  [[nodiscard]] const std::vector<std::uint32_t>& counts() const { return counts_; }

 private:
  struct Live {
    std::uint32_t entry;
    std::uint32_t place;  // the first that may not be blanked
  };
  const FileTrigrams& trigrams_;
  std::vector<Live> live_;
  std::vector<std::uint32_t> counts_;
};

}  // namespace auditor::licenses
