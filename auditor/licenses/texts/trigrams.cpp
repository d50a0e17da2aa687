#include "auditor/licenses/texts/trigrams.h"

#include <algorithm>
#include <bit>

namespace auditor::licenses {

namespace {

struct Hit {
  std::uint32_t trigram;
  std::uint32_t place;
};

std::vector<Hit> known_hits(const std::vector<Word>& words, const Index& index) {
  std::vector<Hit> hits;
  hits.reserve(words.size() / 2);
  for (std::size_t i = 0; i + 2 < words.size(); ++i) {
    if (words[i + 2] == 0) {
      i += 2;
      continue;
    }
    if (words[i] == 0 || words[i + 1] == 0) continue;
    const std::uint32_t hash = trigram_hash(words[i], words[i + 1], words[i + 2]);
    if (index.may_hold(hash)) hits.push_back({hash, static_cast<std::uint32_t>(i)});
  }
  return hits;
}

constexpr std::size_t kAhead = 16;  // trigrams that memory is asked for before they are needed

std::size_t slot_of(std::uint32_t trigram, std::size_t mask) {
  return static_cast<std::size_t>(trigram * 0x85EBCA6BU) & mask;
}

}  // namespace

FileTrigrams::FileTrigrams(const std::vector<Word>& words, const Index& index)
    : entry_at_(words.size(), kNone), repeated_(words.size()) {
  const std::vector<Hit> hits = known_hits(words, index);
  if (hits.empty()) return;
  table_.resize(std::bit_ceil(hits.size() * 2), kNone);
  next_.resize(words.size(), kNone);
  entries_.reserve(hits.size());
  const std::size_t mask = table_.size() - 1;
  // From the end, so that each chain is in the order of the file.
  for (std::size_t n = hits.size(); n-- > 0;) {
    if (n >= kAhead) index.expect_trigram(hits[n - kAhead].trigram);
    if (n >= kAhead / 2) index.expect_postings(hits[n - kAhead / 2].trigram);
    const auto [trigram, place] = hits[n];
    std::size_t at = slot_of(trigram, mask);
    while (table_[at] != kNone && entries_[table_[at]].trigram != trigram) at = (at + 1) & mask;
    if (table_[at] == kNone) {
      const auto postings = index.find_trigram(trigram);
      if (!postings.known) continue;
      table_[at] = static_cast<std::uint32_t>(entries_.size());
      entries_.push_back({trigram, kNone, postings.texts});
    }
    Entry& entry = entries_[table_[at]];
    if (entry.first != kNone) repeated_[place] = repeated_[entry.first] = 1;
    next_[place] = entry.first;
    entry.first = place;
    entry_at_[place] = table_[at];
    ++known_;
  }
}

std::uint32_t FileTrigrams::find(std::uint32_t trigram) const {
  const std::size_t mask = table_.size() - 1;
  std::size_t at = slot_of(trigram, mask);
  while (table_[at] != kNone && entries_[table_[at]].trigram != trigram) at = (at + 1) & mask;
  return table_[at] == kNone ? kNone : entries_[table_[at]].first;
}

LiveCounts::LiveCounts(const FileTrigrams& trigrams, std::uint32_t texts) : trigrams_(trigrams), counts_(texts) {
  live_.reserve(trigrams.entries_.size());
  for (std::uint32_t e = 0; e < trigrams.entries_.size(); ++e) {
    live_.push_back({e, trigrams.entries_[e].first});
    for (const std::uint16_t text : trigrams.entries_[e].texts) ++counts_[text];
  }
}

void LiveCounts::update(const std::vector<Word>& words) {
  const auto blanked = [&](std::uint32_t place) {
    return words[place] == 0 || words[place + 1] == 0 || words[place + 2] == 0;
  };
  const auto gone = std::partition(live_.begin(), live_.end(), [&](Live& live) {
    while (live.place != FileTrigrams::kNone && blanked(live.place)) live.place = trigrams_.next_[live.place];
    return live.place != FileTrigrams::kNone;
  });
  const auto texts_of = [&](const Live& live) { return trigrams_.entries_[live.entry].texts; };
  if (gone - live_.begin() < live_.end() - gone) {
    std::fill(counts_.begin(), counts_.end(), 0U);
    for (auto live = live_.begin(); live != gone; ++live)
      for (const std::uint16_t text : texts_of(*live)) ++counts_[text];
  } else {
    for (auto live = gone; live != live_.end(); ++live)
      for (const std::uint16_t text : texts_of(*live)) --counts_[text];
  }
  live_.erase(gone, live_.end());
}

}  // namespace auditor::licenses
