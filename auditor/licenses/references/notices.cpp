#include "auditor/licenses/references/notices.h"

#include "auditor/core/text.h"
#include "auditor/licenses/catalog/packed_map.h"

#include <algorithm>
#include <bitset>
#include <vector>

namespace auditor::licenses {
namespace {

struct Sentence {
  std::vector<std::string_view> words;
  std::string_view expression;
};

// By their words.
const std::vector<Sentence>& sentences() {
  static const PackedMap map = PackedMap::of_resource("rules/licenses/references.yaml", "notices");
  static const std::vector<Sentence> list = [] {
    std::vector<Sentence> out;
    for (const auto& entry : map.entries()) out.push_back({split(entry.key, ' '), entry.text()});
    std::sort(out.begin(), out.end(), [](const Sentence& a, const Sentence& b) { return a.words < b.words; });
    return out;
  }();
  return list;
}

std::size_t start_of(std::string_view word) {
  return static_cast<unsigned char>(word[0]) * 256U + (word.size() > 1 ? static_cast<unsigned char>(word[1]) : 0U);
}

// By the first two letters: most words begin otherwise.
bool may_begin(std::string_view word) {
  static const std::bitset<65536> starts = [] {
    std::bitset<65536> bits;
    for (const Sentence& sentence : sentences()) bits.set(start_of(sentence.words.front()));
    return bits;
  }();
  return !word.empty() && starts[start_of(word)];
}

bool begins(const Sentence& sentence, std::span<const LabelWord> words, std::size_t at) {
  if (at + sentence.words.size() > words.size()) return false;
  for (std::size_t i = 0; i < sentence.words.size(); ++i)
    if (words[at + i].text != sentence.words[i]) return false;
  return true;
}

}  // namespace

std::optional<Notice> read_notice(std::span<const LabelWord> words, std::size_t at) {
  if (!may_begin(words[at].text)) return std::nullopt;
  const auto& all = sentences();
  const auto first = std::lower_bound(all.begin(), all.end(), words[at].text,
                                      [](const Sentence& s, std::string_view word) { return s.words.front() < word; });
  std::optional<Notice> best;
  for (auto it = first; it != all.end() && it->words.front() == words[at].text; ++it)
    if (begins(*it, words, at)) best = Notice{it->expression, at + it->words.size()};
  return best;
}

}  // namespace auditor::licenses
