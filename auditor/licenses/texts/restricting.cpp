#include "auditor/licenses/texts/restricting.h"

#include "auditor/licenses/texts/changed.h"
#include "auditor/licenses/texts/decode.h"

namespace auditor::licenses {

namespace {

// "Commercial use is welcome" holds a phrase that restricts beside a licence text, and restricts nothing.
bool is_said_to_restrict(std::span<const std::string_view> words) {
  const Wording& wording = Wording::shared();
  if (wording.denials.matches_any(words)) return true;
  for (std::size_t at = 0; at < words.size(); ++at)
    if (wording.restricting.match_at(words, at) > 0 && wording.neutral.match_at(words, at) == 0) return true;
  return false;
}

}  // namespace

std::vector<RestrictingSentence> restricting_sentences(std::string_view bytes) {
  const std::string text = decode_text(bytes);
  const Tokens tokens = tokenize(text, Index::shared());
  const TextMatches none;
  const FileView file{text, tokens, none};
  std::vector<RestrictingSentence> found;
  for (std::size_t first = 0; first < tokens.size();) {
    std::size_t last = first;
    while (last + 1 < tokens.size() && !sentence_ends(file, last, last + 1)) ++last;
    const Block sentence{first, last, false};
    const auto words = block_words(file, sentence);
    if (restricts_beyond_notice(file, sentence) && is_said_to_restrict(words))
      found.push_back({lines_of(file, sentence), Wording::shared().released.matches_any(words)});
    first = last + 1;
  }
  return found;
}

}  // namespace auditor::licenses
