#include "auditor/core/text.h"
#include "auditor/licenses/references/reference_parts.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace auditor::licenses {
namespace {

constexpr int neighbours = 3;  // lines around a trigger that are read with it: notices are wrapped
constexpr std::size_t max_line = 4000;

struct Trigger {
  std::string_view text;
  bool word_start;  // must begin a word
};

constexpr std::array<Trigger, 44> triggers = {{
    {"licen", false},
    {"gpl", false},
    {"http", true},
    {"www.", true},
    {"spdx", true},
    {"gnu", true},
    {"apache", true},
    {"mozilla", true},
    {"bsd", true},
    {"mit", true},
    {"creative", true},
    {"cc-", true},
    {"cc by", true},
    {"cc0", true},
    {"public", true},
    {"artistic", true},
    {"expat", true},
    {"fdl", false},
    {"cddl", true},
    {".org/", false},
    {"mpl", true},
    {"zlib", true},
    {"attribution", true},
    {"unlicense", true},
    {"wtfpl", true},
    {"same terms", true},
    {"boost", true},
    {"eclipse", true},
    {"lizenz", false},
    {"under the", true},
    {"exception", true},
    {"cecill", true},
    {"isc", true},
    {"agreement", true},
    {"ofl", true},
    {"openrail", true},
    {"llama", true},
    {"terms of use", true},
    {"distribution and use", true},
    {"copyright notice in", true},
    {"freely redistributed", true},
    {"copyright information", true},
    {"libbzip", true},
    {"ietf trust", true},
}};

// A table over bytes: every line of every file goes through it. A trigger's first letter has a bit of its own, which
// stands in the low half for that letter and in the high half for the letters that follow it, and in `third` for those
// that come next.
struct TriggerTable {
  std::array<std::uint64_t, 256> bits{};
  std::array<std::uint64_t, 256> third{};
  std::uint64_t anywhere = 0;  // first letters of triggers that may stand inside a word
  std::vector<Trigger> sorted{triggers.begin(), triggers.end()};

  TriggerTable() {
    std::stable_sort(sorted.begin(), sorted.end(), before);
    std::uint64_t bit = 1;
    for (std::size_t t = 0; t < sorted.size(); ++t) {
      const std::string_view text = sorted[t].text;
      if (t > 0 && text[0] != sorted[t - 1].text[0]) bit <<= 1U;
      set(bits, text[0], bit);
      set(bits, text[1], bit << 32U);
      set(third, text[2], bit);
      if (!sorted[t].word_start) anywhere |= bit;
    }
  }

  static const TriggerTable& shared() {
    static const TriggerTable table;
    return table;
  }

  [[nodiscard]] std::uint64_t operator[](char c) const { return bits[static_cast<unsigned char>(c)]; }

  // Those that begin with this letter.
  [[nodiscard]] std::span<const Trigger> beginning_with(char letter) const {
    const auto [from, to] = std::equal_range(sorted.begin(), sorted.end(), Trigger{{&letter, 1}, false}, before);
    return {from, to};
  }

 private:
  static bool before(const Trigger& a, const Trigger& b) { return a.text[0] < b.text[0]; }
  static void set(std::array<std::uint64_t, 256>& table, char letter, std::uint64_t bit) {
    table[static_cast<unsigned char>(letter)] |= bit;
    if (letter >= 'a' && letter <= 'z') table[static_cast<unsigned char>(letter - 32)] |= bit;
  }
};

bool begins_trigger(const TriggerTable& table, std::string_view line, bool inside) {
  const char letter = static_cast<char>(line[0] | 0x20);  // lower case of what may begin one; a stop stays
  const auto those = table.beginning_with(letter);
  return std::any_of(those.begin(), those.end(),
                     [&](const Trigger& t) { return !(t.word_start && inside) && starts_with_i(line, t.text); });
}

bool has_trigger(const TriggerTable& table, std::string_view line) {
  if (line.empty()) return false;
  std::uint64_t here = table[line[0]];
  for (std::size_t i = 0; i + 2 < line.size(); ++i) {  // none is shorter than three letters
    const std::uint64_t next = table[line[i + 1]];
    const std::uint64_t two = std::exchange(here, next) & (next >> 32U);
    if (two == 0) continue;
    const std::uint64_t bits = two & table.third[static_cast<unsigned char>(line[i + 2])];
    if (bits == 0) continue;
    const bool inside = i > 0 && is_alnum(line[i - 1]);  // a word
    if (inside && (bits & table.anywhere) == 0) continue;
    if (begins_trigger(table, line.substr(i), inside)) return true;
  }
  return false;
}

constexpr ByteSet marks("#*/;%!>|<-=\"'. \t\\{~+:_@");

// Without comment signs, quotes and list marks at its start and comment ends at its end.
std::string_view bare_line(std::string_view line) {
  line = trim(line.substr(0, max_line));
  // An address may begin with the marks' characters only by accident; text that is nothing but marks is empty.
  const auto first = std::find_if_not(line.begin(), line.end(), marks);
  std::string_view rest = line.substr(static_cast<std::size_t>(first - line.begin()));
  for (const std::string_view word : {"dnl ", "rem ", "REM ", "C ", "c "})
    if (rest.starts_with(word)) rest.remove_prefix(word.size());
  return rest;
}

}  // namespace

ReferenceText::ReferenceText(std::span<const std::string_view> lines, std::span<const char> covered) {
  const int count = static_cast<int>(lines.size());
  const auto is_covered = [&](int i) {
    return static_cast<std::size_t>(i) < covered.size() && covered[static_cast<std::size_t>(i)] != 0;
  };
  const TriggerTable& table = TriggerTable::shared();
  int wanted_until = -1;
  int written_until = -1;
  bool gap = true;
  const auto write = [&](int i) {
    if (i <= written_until) return;
    if (i != written_until + 1 || is_covered(i)) gap = true;
    written_until = i;
    if (is_covered(i)) return;
    if (gap && !text_.empty()) text_ += '\f';
    gap = false;
    starts_.push_back({text_.size(), i + 1});
    text_ += bare_line(lines[static_cast<std::size_t>(i)]);
    text_ += '\n';
  };
  for (int i = 0; i < count; ++i) {
    if (!is_covered(i) && has_trigger(table, lines[static_cast<std::size_t>(i)])) {
      for (int k = std::max({0, written_until + 1, i - neighbours}); k <= i; ++k) write(k);
      wanted_until = i + neighbours;
    } else if (i <= wanted_until) {
      write(i);
    }
  }
}

int ReferenceText::line_at(std::size_t offset) const {
  const auto at = std::upper_bound(starts_.begin(), starts_.end(), offset,
                                   [](std::size_t o, const Start& s) { return o < s.offset; });
  return at == starts_.begin() ? 1 : std::prev(at)->line;
}

void ReferenceText::blank(std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < std::min(end, text_.size()); ++i)
    if (text_[i] != '\n') text_[i] = '\x01';
}

}  // namespace auditor::licenses
