#include "auditor/licenses/trigrams.h"

#include <bit>

namespace auditor::licenses {

namespace {

struct Hit {
  std::uint32_t trigram;
  std::uint32_t place;
};

std::vector<Hit> known_hits(const std::vector<Word>& words, const Index& index) {
  std::vector<Hit> hits;
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

}  // namespace

FileTrigrams::FileTrigrams(const std::vector<Word>& words, const Index& index) {
  const std::vector<Hit> hits = known_hits(words, index);
  if (hits.empty()) return;
  slots_.resize(std::bit_ceil(hits.size() * 2));
  places_.resize(hits.size());
  next_.resize(hits.size());
  const std::size_t mask = slots_.size() - 1;
  // From the end, so that each chain is in the order of the file.
  for (std::size_t n = hits.size(); n-- > 0;) {
    const auto [trigram, place] = hits[n];
    std::size_t at = trigram * 0x85EBCA6BU & mask;
    while (slots_[at].first != kNone && slots_[at].trigram != trigram) at = (at + 1) & mask;
    Slot& slot = slots_[at];
    if (slot.first == kNone) {
      const auto postings = index.find_trigram(trigram);
      if (!postings.known) continue;
      slot.trigram = trigram;
      slot.texts = postings.texts;
    }
    places_[n] = place;
    next_[n] = slot.first;
    slot.first = static_cast<std::uint32_t>(n);
    ++known_;
  }
}

std::vector<char> FileTrigrams::known_places(std::size_t words) const {
  std::vector<char> known(words);
  for (const Slot& slot : slots_)
    for (std::uint32_t at = slot.first; at != kNone; at = next_[at]) known[places_[at]] = 1;
  return known;
}

std::uint32_t FileTrigrams::find(std::uint32_t trigram) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = trigram * 0x85EBCA6BU & mask;
  while (slots_[at].first != kNone && slots_[at].trigram != trigram) at = (at + 1) & mask;
  return slots_[at].first;
}

std::vector<std::uint32_t> FileTrigrams::count(const std::vector<Word>& words, std::uint32_t texts) const {
  std::vector<std::uint32_t> counts(texts);
  for (const Slot& slot : slots_) {
    std::uint32_t at = slot.first;
    while (at != kNone) {
      const std::size_t place = places_[at];
      if (words[place] != 0 && words[place + 1] != 0 && words[place + 2] != 0) break;
      at = next_[at];
    }
    if (at == kNone) continue;
    for (const std::uint16_t text : slot.texts) ++counts[text];
  }
  return counts;
}

}  // namespace auditor::licenses
