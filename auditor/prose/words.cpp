#include "auditor/prose/words.h"

#include "auditor/core/lookalikes.h"

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
  if (c == 0x451) return 0x435;                              // ё is often written е
  if (c == 0x1A0 || c == 0x1AF) return c + 1;                // Ơ, Ư
  if (c >= 0x1EA0 && c <= 0x1EFF) return c | 1U;             // Vietnamese letters stand in pairs
  if (c == 0x622 || c == 0x623 || c == 0x625) return 0x627;  // alef with hamza or madda
  if (c == 0x629) return 0x647;
  if (c == 0x649) return 0x64A;
  return c;
}

// Arabic vowel signs, the stroke that only widens a word, and marks that no reader sees.
bool is_silent(char32_t c) { return (c >= 0x64B && c <= 0x652) || c == 0x640 || is_invisible(c); }

// A letter that looks like a Latin one, where it stands beside Latin letters, is that; one drawn otherwise always.
char32_t unmasked(char32_t c, std::string_view source, std::size_t at, std::size_t length) {
  if (const char plain = ascii_of(c); plain != 0) return static_cast<unsigned char>(plain);
  const char alike = latin_of(c);
  if (alike == 0) return c;
  const auto latin = [](char l) { return (l >= 'a' && l <= 'z') || (l >= 'A' && l <= 'Z'); };
  const bool beside = (at > 0 && latin(source[at - 1])) || (at + length < source.size() && latin(source[at + length]));
  return beside ? static_cast<unsigned char>(alike) : c;
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

std::uint32_t hash_of(std::string_view word) {  // FNV-1a
  std::uint32_t hash = 0x811C9DC5U;
  for (const char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * 0x01000193U;
  return hash;
}

}  // namespace

Words::Words(std::string_view source) : source_(source) {
  // Folding never lengthens a text: what the words view does not move.
  folded_.reserve(source.size());
  words_.reserve(source.size() / 5 + 1);
  const auto lengthen = [this](std::size_t bytes, std::size_t end) {
    Word& last = words_.back();
    last.text = {last.text.data(), last.text.size() + bytes};
    last.end = end;
  };
  bool open = false;
  bool number = false;
  for (std::size_t at = 0, length = 1; at < source.size(); at += length) {
    // Most text is runs of ASCII letters and digits: taken whole.
    if (const std::size_t run = ascii_run(source, at); run > 0) {
      if (!open) {
        words_.push_back({{folded_.data() + folded_.size(), 0}, at, at});
        number = is_digit(static_cast<unsigned char>(source[at]));
      }
      for (std::size_t i = at; i < at + run; ++i) folded_ += folded_ascii[static_cast<unsigned char>(source[i])];
      lengthen(run, at + run);
      open = true;
      length = run;
      continue;
    }
    char32_t c = static_cast<unsigned char>(source[at]);
    length = 1;
    if (c >= 0x80) c = decode(source, at, length);
    if (c >= 0x80) {
      if (is_silent(c)) continue;
      c = unmasked(c, source, at, length);
    }
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
    if (starts_new) words_.push_back({{folded_.data() + before, 0}, at, at});
    lengthen(folded_.size() - before, at + length);
    open = !is_unspaced(c);
  }
}

namespace {

// Lower-case letters and digits with single spaces: already folded, as most of a vocabulary is.
bool is_folded(std::string_view text) {
  char before = ' ';
  for (const char c : text) {
    if (folded_ascii[static_cast<unsigned char>(c)] != c && (c != ' ' || before == ' ')) return false;
    before = c;
  }
  return before != ' ';
}

}  // namespace

std::string fold_phrase(std::string_view text) {
  if (is_folded(text)) return std::string(text);
  const Words words(text);
  std::string out;
  for (const Word& word : words.all()) {
    if (!out.empty()) out += ' ';
    out += word.text;
  }
  return out;
}

PhraseTable::PhraseTable() : word_table_(1024, -1), edge_table_(1024), nodes_(1) {}

std::size_t PhraseTable::word_slot(std::string_view word, std::uint32_t hash) const {
  const std::size_t mask = word_table_.size() - 1;
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    if (word_table_[at] < 0) return at;
    const Known& known = known_[static_cast<std::size_t>(word_table_[at])];
    if (known.hash == hash && std::string_view(pool_).substr(known.begin, known.length) == word) return at;
  }
}

int PhraseTable::intern(std::string_view word) {
  const std::uint32_t hash = hash_of(word);
  const std::size_t slot = word_slot(word, hash);
  if (word_table_[slot] >= 0) return word_table_[slot];
  const int number = word_table_[slot] = static_cast<int>(known_.size());
  known_.push_back({hash, static_cast<std::uint32_t>(pool_.size()), static_cast<std::uint32_t>(word.size())});
  pool_ += word;
  roots_.push_back(-1);
  if (known_.size() * 2 > word_table_.size()) grow_words();
  return number;
}

int PhraseTable::intern_stem(std::string_view stem) {
  const int word = intern(std::string(stem) + "*");
  auto& stems = stems_[key_of(stem)];
  const bool known = std::any_of(stems.begin(), stems.end(), [&](const Stem& s) { return s.text == stem; });
  if (!known) stems.push_back({std::string(stem), word});
  return word;
}

void PhraseTable::grow_words() {
  word_table_.assign(word_table_.size() * 2, -1);
  const std::size_t mask = word_table_.size() - 1;
  for (std::size_t number = 0; number < known_.size(); ++number) {
    std::size_t at = known_[number].hash & mask;
    while (word_table_[at] >= 0) at = (at + 1) & mask;
    word_table_[at] = static_cast<int>(number);
  }
}

std::size_t PhraseTable::edge_slot(int node, int word) const {
  const std::size_t mask = edge_table_.size() - 1;
  std::size_t at = (static_cast<std::size_t>(node) * 0x9E3779B1U ^ static_cast<std::size_t>(word) * 0x85EBCA6BU) & mask;
  while (edge_table_[at].node >= 0 && (edge_table_[at].node != node || edge_table_[at].word != word))
    at = (at + 1) & mask;
  return at;
}

int PhraseTable::next(int node, int word) const {
  if (node == 0) return roots_[static_cast<std::size_t>(word)];
  const Edge& edge = edge_table_[edge_slot(node, word)];
  return edge.node < 0 ? -1 : edge.next;
}

int PhraseTable::extend(int node, int word) {
  if (const int known = next(node, word); known >= 0) return known;
  const int made = static_cast<int>(nodes_.size());
  nodes_.emplace_back();
  if (node == 0) {
    roots_[static_cast<std::size_t>(word)] = made;
    return made;
  }
  edge_table_[edge_slot(node, word)] = {node, word, made};
  if (++edges_ * 2 > edge_table_.size()) grow_edges();
  return made;
}

void PhraseTable::grow_edges() {
  std::vector<Edge> old(edge_table_.size() * 2);
  std::swap(old, edge_table_);
  for (const Edge& edge : old)
    if (edge.node >= 0) edge_table_[edge_slot(edge.node, edge.word)] = edge;
}

// The node below `node` for the words of one piece of a phrase; its last word is a stem when a '*' follows it.
int PhraseTable::extend_by(int node, std::string_view piece) {
  const bool open_ended = piece.ends_with('*');
  if (open_ended) piece.remove_suffix(1);
  const std::string folded = fold_phrase(piece);
  for (std::string_view rest = folded; !rest.empty();) {
    const std::size_t end = rest.find(' ');
    const bool last = end == std::string_view::npos;
    const std::string_view word = rest.substr(0, end);
    node = extend(node, open_ended && last ? intern_stem(word) : intern(word));
    rest = last ? std::string_view{} : rest.substr(end + 1);
  }
  return node;
}

void PhraseTable::add(std::string_view phrase, int id) {
  int node = 0;
  for (std::size_t at = 0; at < phrase.size();) {
    const std::size_t end = std::min(phrase.find(' ', at), phrase.size());
    node = extend_by(node, phrase.substr(at, end - at));
    at = end + 1;
  }
  if (node == 0) return;
  Node& last = nodes_[static_cast<std::size_t>(node)];
  const int end = static_cast<int>(ends_.size());
  ends_.push_back({id, -1});
  if (last.last_end >= 0) ends_[static_cast<std::size_t>(last.last_end)].next = end;
  else last.first_end = end;
  last.last_end = end;
}

// The numbers that a word has in phrases: its own, and those of the stems it begins with.
template <class Visit>
void PhraseTable::each_id(std::string_view word, Visit visit) const {
  if (const int own = word_table_[word_slot(word, hash_of(word))]; own >= 0) visit(own);
  if (word.size() < stem_key) return;
  if (const auto found = stems_.find(key_of(word)); found != stems_.end())
    for (const Stem& stem : found->second)
      if (word.starts_with(stem.text)) visit(stem.word);
}

bool PhraseTable::holds_word(std::string_view folded) const {
  bool found = false;
  each_id(folded, [&](int) { found = true; });
  return found;
}

void PhraseTable::walk(const Words& words, std::size_t first, std::size_t at, int node, std::vector<Match>& out) const {
  if (at >= words.size()) return;
  each_id(words[at].text, [&](int id) {
    const int below = next(node, id);
    if (below < 0) return;
    walk(words, first, at + 1, below, out);
    for (int end = nodes_[static_cast<std::size_t>(below)].first_end; end >= 0;
         end = ends_[static_cast<std::size_t>(end)].next)
      out.push_back({first, at, ends_[static_cast<std::size_t>(end)].id});
  });
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
    if (out.size() < before + 2) continue;
    std::stable_sort(out.begin() + static_cast<std::ptrdiff_t>(before), out.end(),
                     [](const Match& a, const Match& b) { return a.last > b.last; });
  }
  return out;
}

}  // namespace auditor::evidence
