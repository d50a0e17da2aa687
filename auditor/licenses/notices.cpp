#include "auditor/licenses/notices.h"

#include "auditor/core/text.h"
#include "auditor/licenses/packed_map.h"

#include <algorithm>
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

bool begins(const Sentence& sentence, std::span<const Word> words, std::size_t at) {
  if (at + sentence.words.size() > words.size()) return false;
  for (std::size_t i = 0; i < sentence.words.size(); ++i)
    if (words[at + i].text != sentence.words[i]) return false;
  return true;
}

}  // namespace

std::optional<Notice> read_notice(std::span<const Word> words, std::size_t at) {
  const auto& all = sentences();
  const auto first = std::lower_bound(all.begin(), all.end(), std::string_view(words[at].text),
                                      [](const Sentence& s, std::string_view word) { return s.words.front() < word; });
  std::optional<Notice> best;
  for (auto it = first; it != all.end() && it->words.front() == words[at].text; ++it)
    if (begins(*it, words, at)) best = Notice{it->expression, at + it->words.size()};
  return best;
}

}  // namespace auditor::licenses
