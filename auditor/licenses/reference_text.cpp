#include "auditor/core/text.h"
#include "auditor/licenses/reference_parts.h"

#include <algorithm>
#include <array>
#include <bitset>

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

std::size_t pair_of(char a, char b) { return (static_cast<unsigned char>(a) * 256U) + static_cast<unsigned char>(b); }

// Tables over bytes and pairs of bytes: every line of every file goes through them.
struct TriggerTables {
  std::array<char, 256> lower{};
  std::array<bool, 256> word{};      // letters and digits
  std::array<bool, 256> anywhere{};  // first bytes of triggers that may stand inside a word
  std::bitset<65536> pairs;          // first two bytes of triggers

  TriggerTables() {
    for (std::size_t c = 0; c < 256; ++c) {
      const char byte = static_cast<char>(c);
      lower[c] = byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : byte;
      word[c] = is_alnum(byte);
    }
    for (const Trigger& t : triggers) {
      pairs.set(pair_of(t.text[0], t.text[1]));
      if (!t.word_start) anywhere[static_cast<unsigned char>(t.text[0])] = true;
    }
  }

  static const TriggerTables& shared() {
    static const TriggerTables tables;
    return tables;
  }
};

bool begins_trigger(std::string_view line, char first, char second, bool inside) {
  return std::any_of(triggers.begin(), triggers.end(), [&](const Trigger& t) {
    return t.text[0] == first && t.text[1] == second && !(t.word_start && inside) && starts_with_i(line, t.text);
  });
}

bool has_trigger(std::string_view line) {
  const TriggerTables& tables = TriggerTables::shared();
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(line[i]); };
  bool inside = false;  // of a word
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    const char c = tables.lower[at(i)];
    if (!inside || tables.anywhere[static_cast<unsigned char>(c)]) {
      const char next = tables.lower[at(i + 1)];
      if (tables.pairs[pair_of(c, next)] && begins_trigger(line.substr(i), c, next, inside)) return true;
    }
    inside = tables.word[static_cast<unsigned char>(c)];
  }
  return false;
}

// Without comment signs, quotes and list marks at its start and comment ends at its end.
std::string_view bare_line(std::string_view line) {
  line = trim(line.substr(0, max_line));
  constexpr std::string_view marks = "#*/;%!>|<-=\"'. \t\\{~+:_@";
  const auto first = line.find_first_not_of(marks);
  // An address may begin with the marks' characters only by accident; text that is nothing but marks is empty.
  if (first == std::string_view::npos) return {};
  std::string_view rest = line.substr(first);
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
    if (!is_covered(i) && has_trigger(lines[static_cast<std::size_t>(i)])) {
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
