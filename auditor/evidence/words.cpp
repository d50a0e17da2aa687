#include "auditor/evidence/words.h"

#include <algorithm>
#include <array>

namespace auditor::evidence {
namespace {

constexpr std::size_t stem_key = 3;

char32_t decode(std::string_view text, std::size_t at, std::size_t& length) {
  const auto byte = [&](std::size_t k) -> char32_t {
    return at + k < text.size() ? static_cast<unsigned char>(text[at + k]) : 0U;
  };
  const char32_t a = byte(0);
  length = a < 0x80 ? 1 : a >= 0xF0 ? 4 : a >= 0xE0 ? 3 : a >= 0xC0 ? 2 : 1;
  length = std::min(length, text.size() - at);
  switch (length) {
    case 2: return ((a & 0x1FU) << 6U) | (byte(1) & 0x3FU);
    case 3: return ((a & 0x0FU) << 12U) | ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU);
    case 4: return ((a & 0x07U) << 18U) | ((byte(1) & 0x3FU) << 12U) | ((byte(2) & 0x3FU) << 6U) | (byte(3) & 0x3FU);
    default: return a;
  }
}

void encode(char32_t c, std::string& out) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0U | (c >> 6U));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0U | (c >> 12U));
    out += static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  } else {
    out += static_cast<char>(0xF0U | (c >> 18U));
    out += static_cast<char>(0x80U | ((c >> 12U) & 0x3FU));
    out += static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  }
}

// Latin-1 letters U+00C0 to U+00FF and Latin Extended-A without their accents.
std::string_view without_accent(char32_t c) {
  static constexpr std::array<std::string_view, 64> latin1 = {
      "a", "a", "a", "a", "a", "a", "ae", "c", "e",  "e",  "e", "e", "i", "i", "i", "i", "d",  "n", "o",  "o", "o", "o",
      "o", "",  "o", "u", "u", "u", "u",  "y", "th", "ss", "a", "a", "a", "a", "a", "a", "ae", "c", "e",  "e", "e", "e",
      "i", "i", "i", "i", "d", "n", "o",  "o", "o",  "o",  "o", "",  "o", "u", "u", "u", "u",  "y", "th", "y"};
  static constexpr std::string_view extended =  // U+0100 to U+017F
      "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
      "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
  if (c >= 0xC0 && c <= 0xFF) return latin1[c - 0xC0];
  if (c >= 0x100 && c - 0x100 < extended.size()) return extended.substr(c - 0x100, 1);
  return {};
}

bool is_unspaced(char32_t c) {
  return (c >= 0x0E00 && c <= 0x0E7F) || (c >= 0x3040 && c <= 0x30FF && c != 0x30FB) || (c >= 0x3400 && c <= 0x9FFF) ||
         (c >= 0xAC00 && c <= 0xD7AF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x2FFFF) || c == 0x3005;
}

// Letters of other scripts (Greek, Cyrillic, Hebrew, Arabic, Indic…): kept in words; the rest separates them.
bool is_other_letter(char32_t c) {
  return (c >= 0x180 && c < 0x2000 && c != 0x060C && c != 0x061F && c != 0x06D4 && c != 0x0964) ||
         (c >= 0xA720 && c < 0xAC00);
}

char32_t lower(char32_t c) {
  if ((c >= 0x410 && c <= 0x42F) || (c >= 0x391 && c <= 0x3A9)) return c + 0x20;
  if (c >= 0x400 && c <= 0x40F) return c + 0x50;
  if (c == 0x451) return 0x435;  // ё is often written е
  return c;
}

bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }

// "1,234": a comma between groups of three digits; "0,83" is a decimal.
bool is_thousands(std::string_view text, std::size_t comma) {
  std::size_t digits = 0;
  while (comma + 1 + digits < text.size() && is_digit(static_cast<unsigned char>(text[comma + 1 + digits]))) ++digits;
  return digits == 3 && !(comma > 0 && text[comma - 1] == '0');
}

// Lower case of ASCII letters, digits as they are, 0 for every other byte.
constexpr std::array<char, 256> make_folded_ascii() {
  std::array<char, 256> table{};
  for (std::size_t c = '0'; c <= '9'; ++c) table[c] = static_cast<char>(c);
  for (std::size_t c = 'a'; c <= 'z'; ++c) table[c] = table[c - 0x20] = static_cast<char>(c);
  return table;
}
constexpr std::array<char, 256> folded_ascii = make_folded_ascii();

std::size_t ascii_run(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && folded_ascii[static_cast<unsigned char>(text[end])] != 0) ++end;
  return end - at;
}

// The first three bytes of a word; every stem has as many.
std::uint32_t key_of(std::string_view word) {
  const auto byte = [&](std::size_t i) { return i < word.size() ? static_cast<unsigned char>(word[i]) : 0U; };
  return byte(0) | (byte(1) << 8U) | (byte(2) << 16U);
}

std::uint64_t edge(int node, int word) {
  return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(node)) << 32U) | static_cast<std::uint32_t>(word);
}

}  // namespace

Words::Words(std::string_view source) : source_(source) {
  struct Span {
    std::size_t folded, length, begin, end;
  };
  std::vector<Span> spans;
  folded_.reserve(source.size() + 16);
  spans.reserve(source.size() / 5 + 1);
  bool open = false;
  bool number = false;
  for (std::size_t at = 0, length = 1; at < source.size(); at += length) {
    // Most text is runs of ASCII letters and digits: taken whole.
    if (const std::size_t run = ascii_run(source, at); run > 0) {
      if (!open) {
        spans.push_back({folded_.size(), 0, at, at});
        number = is_digit(static_cast<unsigned char>(source[at]));
      }
      for (std::size_t i = at; i < at + run; ++i) folded_ += folded_ascii[static_cast<unsigned char>(source[i])];
      spans.back().length += run;
      spans.back().end = at + run;
      open = true;
      length = run;
      continue;
    }
    char32_t c = static_cast<unsigned char>(source[at]);
    length = 1;
    if (c >= 0x80) c = decode(source, at, length);
    if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;  // full width
    if (c >= 'A' && c <= 'Z') c += 0x20;
    const std::size_t before = folded_.size();
    const bool digit = is_digit(c);
    bool starts_new = !open;
    if (digit || (c >= 'a' && c <= 'z')) {
      folded_ += static_cast<char>(c);
      number = open ? number : digit;
    } else if ((c == '.' || c == ',') && open && number && at + 1 < source.size() &&
               is_digit(static_cast<unsigned char>(source[at + 1]))) {
      if (c == '.' || !is_thousands(source, at)) folded_ += '.';
    } else if (c == '%' && open && number) {
      folded_ += '%';
    } else if (c == 0x2019 || c == '\'' || c == '.' || c < 0x80) {
      open = false;
      continue;
    } else if (const std::string_view plain = without_accent(c); !plain.empty()) {
      folded_ += plain;
      number = open && number;
    } else if (is_unspaced(c)) {
      encode(c, folded_);
      starts_new = true;
      number = false;
    } else if (is_other_letter(c)) {
      encode(lower(c), folded_);
      number = open && number;
    } else {
      open = false;
      continue;
    }
    if (starts_new) spans.push_back({before, 0, at, at});
    spans.back().length += folded_.size() - before;
    spans.back().end = at + length;
    open = !is_unspaced(c);
  }
  words_.reserve(spans.size());
  for (const Span& span : spans)
    words_.push_back({std::string_view(folded_).substr(span.folded, span.length), span.begin, span.end});
}

std::string fold_phrase(std::string_view text) {
  const Words words(text);
  std::string out;
  for (const Word& word : words.all()) {
    if (!out.empty()) out += ' ';
    out += word.text;
  }
  return out;
}

int PhraseTable::intern(std::string_view word) {
  return exact_.try_emplace(std::string(word), static_cast<int>(exact_.size())).first->second;
}

void PhraseTable::add(std::string_view phrase, int id) {
  const bool open_ended = !phrase.empty() && phrase.back() == '*';
  const Words words(phrase);
  int node = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    int word = 0;
    if (open_ended && i + 1 == words.size()) {
      const std::string stem(words[i].text);
      word = intern(stem + "*");
      auto& stems = stems_[key_of(stem)];
      const bool known = std::any_of(stems.begin(), stems.end(), [&](const Stem& s) { return s.text == stem; });
      if (!known) stems.push_back({stem, word});
    } else {
      word = intern(words[i].text);
    }
    const auto [next, fresh] = edges_.try_emplace(edge(node, word), static_cast<int>(ends_.size()));
    if (fresh) ends_.emplace_back();
    node = next->second;
  }
  if (node != 0) ends_[static_cast<std::size_t>(node)].push_back(id);
}

void PhraseTable::ids_of(std::string_view word, std::vector<int>& out) const {
  if (const auto found = exact_.find(word); found != exact_.end()) out.push_back(found->second);
  if (word.size() < stem_key) return;
  if (const auto found = stems_.find(key_of(word)); found != stems_.end())
    for (const Stem& stem : found->second)
      if (word.starts_with(stem.text)) out.push_back(stem.word);
}

void PhraseTable::walk(const Words& words, std::size_t first, std::size_t at, int node, std::vector<Match>& out) const {
  if (at >= words.size()) return;
  std::vector<int> ids;  // allocates only when the word is known
  ids_of(words[at].text, ids);
  for (const int id : ids) {
    const auto next = edges_.find(edge(node, id));
    if (next == edges_.end()) continue;
    walk(words, first, at + 1, next->second, out);
    for (const int phrase : ends_[static_cast<std::size_t>(next->second)]) out.push_back({first, at, phrase});
  }
}

std::vector<PhraseTable::Match> PhraseTable::find_at(const Words& words, std::size_t at) const {
  std::vector<Match> out;
  walk(words, at, at, 0, out);
  std::stable_sort(out.begin(), out.end(), [](const Match& a, const Match& b) { return a.last > b.last; });
  return out;
}

std::vector<PhraseTable::Match> PhraseTable::find(const Words& words) const {
  std::vector<Match> out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::size_t before = out.size();
    walk(words, i, i, 0, out);
    std::stable_sort(out.begin() + static_cast<std::ptrdiff_t>(before), out.end(),
                     [](const Match& a, const Match& b) { return a.last > b.last; });
  }
  return out;
}

}  // namespace auditor::evidence
