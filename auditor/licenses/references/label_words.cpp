#include "auditor/licenses/references/label_words.h"

#include "auditor/core/text.h"

#include <algorithm>
#include <array>

namespace auditor::licenses {
namespace {

enum class Kind : std::uint8_t { other, letter, digit, sign };

// Of lower-case bytes; `sign`: "+", ">" and "\\" may be more than what parts two words.
constexpr std::array<Kind, 256> make_kinds() {
  std::array<Kind, 256> kinds{};
  for (std::size_t c = 'a'; c <= 'z'; ++c) kinds[c] = Kind::letter;
  for (std::size_t c = '0'; c <= '9'; ++c) kinds[c] = Kind::digit;
  for (const char c : {'+', '>', '\\'}) kinds[static_cast<unsigned char>(c)] = Kind::sign;
  return kinds;
}
constexpr std::array<Kind, 256> kKinds = make_kinds();

Kind kind_of(char c) { return kKinds[static_cast<unsigned char>(c)]; }
bool is_digit(char c) { return kind_of(c) == Kind::digit; }
bool in_word(char c) { return kind_of(c) == Kind::letter || kind_of(c) == Kind::digit; }

bool is_noise(std::string_view word) {
  static constexpr std::array<std::string_view, 20> words = {
      "a",        "agreement", "an",      "generic",  "international", "licence",   "licenced",
      "licences", "licencing", "license", "licensed", "licenses",      "licensing", "of",
      "terms",    "the",       "under",   "unported", "ver",           "version"};
  switch (word[0]) {  // most words begin otherwise
    case 'a':
    case 'g':
    case 'i':
    case 'l':
    case 'o':
    case 't':
    case 'u':
    case 'v': break;
    default: return false;
  }
  return std::binary_search(words.begin(), words.end(), word);
}

// "0.0" to "9.0", then "00.0" to "99.0": what short numbers are compared as.
constexpr std::size_t kOneDigit = 3;
constexpr std::size_t kTwoDigits = 4;
constexpr std::array<char, 10 * kOneDigit + 100 * kTwoDigits> make_versions() {
  std::array<char, 10 * kOneDigit + 100 * kTwoDigits> all{};
  std::size_t at = 0;
  const auto digit = [](std::size_t n) { return static_cast<char>('0' + n); };
  for (std::size_t n = 0; n < 110; ++n) {
    if (n >= 10) all[at++] = digit((n - 10) / 10);
    all[at++] = digit(n % 10);
    all[at++] = '.';
    all[at++] = '0';
  }
  return all;
}
constexpr auto kVersions = make_versions();

// `number` is one or two digits.
std::string_view as_version(std::string_view number) {
  const auto value = [&](std::size_t i) { return static_cast<std::size_t>(number[i] - '0'); };
  if (number.size() == 1) return {kVersions.data() + value(0) * kOneDigit, kOneDigit};
  return {kVersions.data() + 10 * kOneDigit + (value(0) * 10 + value(1)) * kTwoDigits, kTwoDigits};
}

// End of the run of letters and digits at `at`; a dot between digits belongs to it.
std::size_t run_end(std::string_view text, std::size_t at) {
  for (; at < text.size(); ++at) {
    if (in_word(text[at])) continue;
    const bool between_digits =
        text[at] == '.' && at > 0 && is_digit(text[at - 1]) && at + 1 < text.size() && is_digit(text[at + 1]);
    if (!between_digits) break;
  }
  return at;
}

// "\\n" of a quoted string is a line's end, no word.
bool quoted_line_end(std::string_view text, std::size_t at) {
  return text[at] == '\\' && at + 1 < text.size() && (text[at + 1] == 'n' || text[at + 1] == 't') &&
         (at + 2 == text.size() || !in_word(text[at + 2]));
}

}  // namespace

LabelWords::LabelWords(std::string_view text) : lower_(to_lower(text)) {
  words_.reserve(lower_.size() / 6);
  for (std::size_t at = 0; at < lower_.size();) {
    switch (kind_of(lower_[at])) {
      case Kind::other: ++at; break;
      case Kind::letter:
      case Kind::digit: {
        const std::size_t end = run_end(lower_, at);
        push_run(at, end);
        at = end;
        break;
      }
      case Kind::sign: {
        const bool at_least = lower_.compare(at, 2, ">=") == 0;
        const std::size_t length = at_least || quoted_line_end(lower_, at) ? 2 : 1;
        if (at_least || lower_[at] == '+') push(at, at + length);
        at += length;
        break;
      }
    }
  }
}

// "gplv2" is `gpl` and `2.0`, "llama3.1" `llama` and `3.1`, "v2" `2.0`; "0bsd" stays whole.
void LabelWords::push_run(std::size_t begin, std::size_t end) {
  std::size_t letters = begin;
  while (letters < end && !is_digit(lower_[letters])) ++letters;
  if (letters > begin && letters < end) {
    const std::size_t kept = lower_[letters - 1] == 'v' ? letters - 1 : letters;
    if (kept > begin) {
      push(begin, kept);
      words_.back().end = static_cast<std::uint32_t>(letters);
    }
    begin = letters;
  }
  if (end - begin != 1 || lower_[begin] != 'v') push(begin, end);
}

void LabelWords::push(std::size_t begin, std::size_t end) {
  std::string_view text = std::string_view(lower_).substr(begin, end - begin);
  const bool number = is_digit(text[0]) && std::all_of(text.begin(), text.end(), is_digit);
  const bool line_number = number && text.size() >= 5;
  const bool noise = line_number || text == ">=" || is_noise(text);
  if (number && text.size() <= 2) text = as_version(text);
  words_.push_back({text, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), noise});
}

std::string label_key(std::string_view text) {
  const LabelWords words(text.substr(0, 512));
  std::string key;
  for (const LabelWord& word : words.all()) {
    if (word.noise) continue;
    if (!key.empty()) key += ' ';
    key += word.text;
  }
  return key;
}

}  // namespace auditor::licenses
