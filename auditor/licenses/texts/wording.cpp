#include "auditor/licenses/texts/wording.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/licenses/texts/decode.h"

#include <algorithm>
#include <numeric>

namespace auditor::licenses {

namespace {

// Lower case of what belongs to a folded word, 0 for what does not.
constexpr std::array<char, 256> make_folded() {
  std::array<char, 256> table{};
  for (std::size_t c = '0'; c <= '9'; ++c) table[c] = static_cast<char>(c);
  for (std::size_t c = 'a'; c <= 'z'; ++c) table[c] = table[c - 0x20] = static_cast<char>(c);
  for (std::size_t c = 0x80; c < 0x100; ++c) table[c] = static_cast<char>(c);
  return table;
}
constexpr std::array<char, 256> folded = make_folded();

}  // namespace

PhraseSet::PhraseSet(const std::vector<std::string_view>& phrases) {
  for (const std::string_view phrase : phrases) {
    std::vector<Part> parts;
    for (const std::string_view word : split(phrase, ' ')) {
      if (static_cast<unsigned char>(word.front()) >= 0x80) {  // Chinese: a character is a word
        for (std::size_t at = 0; at < word.size();) {
          const std::size_t start = at;
          (void)next_code_point(word, at);
          parts.push_back({std::string(word.substr(start, at - start)), false, false});
        }
        continue;
      }
      Part part;
      part.prefix = word.ends_with('*');
      part.number = word == "#";
      part.text = std::string(word.substr(0, word.size() - (part.prefix ? 1 : 0)));
      parts.push_back(std::move(part));
    }
    const std::size_t start = start_of(parts.front().text);
    phrases_.push_back({start, std::move(parts)});
  }
  std::stable_sort(phrases_.begin(), phrases_.end(),
                   [](const Phrase& a, const Phrase& b) { return a.start < b.start; });
  for (const Phrase& phrase : phrases_) ++first_[phrase.start + 1];
  std::partial_sum(first_.begin(), first_.end(), first_.begin());
}

// Letters differ in their last five bits.
std::size_t PhraseSet::start_of(std::string_view word) {
  const auto letter = [&](std::size_t i) { return i < word.size() ? static_cast<unsigned char>(word[i]) & 31U : 0U; };
  return letter(0) << 5U | letter(1);
}

bool PhraseSet::fits(const Part& part, std::string_view word) {
  if (part.number) return !word.empty() && word.find_first_not_of("0123456789") == std::string_view::npos;
  return part.prefix ? word.starts_with(part.text) : word == part.text;
}

std::size_t PhraseSet::match_at(std::span<const std::string_view> words, std::size_t at) const {
  const std::size_t start = start_of(words[at]);
  std::size_t longest = 0;
  for (std::size_t p = first_[start]; p < first_[start + 1]; ++p) {
    const std::vector<Part>& parts = phrases_[p].parts;
    if (at + parts.size() > words.size() || parts.size() <= longest) continue;
    std::size_t fitting = 0;
    while (fitting < parts.size() && fits(parts[fitting], words[at + fitting])) ++fitting;
    if (fitting == parts.size()) longest = fitting;
  }
  return longest;
}

std::size_t PhraseSet::count(std::span<const std::string_view> words) const {
  std::vector<std::string_view> found;
  for (std::size_t at = 0; at < words.size(); ++at)
    if (match_at(words, at) > 0) found.push_back(words[at]);
  std::sort(found.begin(), found.end());
  return static_cast<std::size_t>(std::unique(found.begin(), found.end()) - found.begin());
}

bool PhraseSet::matches_any(std::span<const std::string_view> words, std::size_t within) const {
  for (std::size_t at = 0; at < std::min(words.size(), within); ++at)
    if (match_at(words, at) > 0) return true;
  return false;
}

const Wording& Wording::shared() {
  static const Wording wording = [] {
    const Packed data = Packed::of_resource("rules/licenses/changes.yaml");
    const auto set = [&](const char* key) { return PhraseSet(data.at(key).texts()); };
    const auto texts = data.at("foreign").texts();
    std::vector<std::string> foreign(texts.begin(), texts.end());
    std::sort(foreign.begin(), foreign.end());
    return Wording{set("normative"), set("topical"),  set("restricting"), set("harmless"), set("legal"),
                   set("leading"),   set("led_to"),   set("scope"),       set("neutral"),  set("denials"),
                   set("scoping"),   set("excepted"), set("released"),    set("english"),  std::move(foreign),
                   set("binding"),   set("others"),   set("choices")};
  }();
  return wording;
}

FoldedWords::FoldedWords(std::string_view text, const std::vector<Token>& places)
    : text_(text),
      places_(&places),
      bytes_(std::make_unique_for_overwrite<char[]>(text.size())),
      words_(places.size()) {}

std::span<const std::string_view> FoldedWords::range(std::size_t first, std::size_t last) {
  for (std::size_t i = first; i <= last; ++i)
    if (words_[i].data() == nullptr) words_[i] = fold((*places_)[i]);
  return std::span<const std::string_view>(words_).subspan(first, last - first + 1);
}

std::string_view FoldedWords::fold(const Token& place) {
  char* const start = &bytes_[place.offset];
  char* end = start;
  for (const char c : text_.substr(place.offset, place.length)) {
    const char low = folded[static_cast<unsigned char>(c)];
    if (low != 0) *end++ = low;
  }
  return {start, end};
}

}  // namespace auditor::licenses
