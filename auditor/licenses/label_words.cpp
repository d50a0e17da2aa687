#include "auditor/licenses/label_words.h"

#include "auditor/core/text.h"

#include <algorithm>
#include <array>

namespace auditor::licenses {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_noise(std::string_view word) {
  static constexpr std::array<std::string_view, 20> words = {
      "a",        "agreement", "an",      "generic",  "international", "licence",   "licenced",
      "licences", "licencing", "license", "licensed", "licenses",      "licensing", "of",
      "terms",    "the",       "under",   "unported", "ver",           "version"};
  // Most words begin otherwise.
  if (std::string_view("agilotuv").find(word[0]) == std::string_view::npos) return false;
  return std::binary_search(words.begin(), words.end(), word);
}

// End of the run of letters and digits at `at`; a dot between digits belongs to it.
std::size_t run_end(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    if (is_alnum(text[at])) ++at;
    else if (text[at] == '.' && at > 0 && is_digit(text[at - 1]) && at + 1 < text.size() && is_digit(text[at + 1]))
      ++at;
    else break;
  }
  return at;
}

void push(std::string text, std::size_t begin, std::size_t end, std::uint32_t base, std::vector<Word>& words) {
  const bool number = is_digit(text[0]) && std::all_of(text.begin(), text.end(), is_digit);
  const bool line_number = number && text.size() >= 5;
  const bool noise = line_number || text == ">=" || is_noise(text);
  if (number && text.size() <= 2) text += ".0";
  words.push_back(
      {std::move(text), base + static_cast<std::uint32_t>(begin), base + static_cast<std::uint32_t>(end), noise});
}

// "gplv2" is `gpl` and `2.0`, "llama3.1" `llama` and `3.1`, "v2" `2.0`; "0bsd" stays whole.
void push_run(std::string_view run, std::size_t begin, std::uint32_t base, std::vector<Word>& words) {
  std::string text = to_lower(run);
  const std::size_t end = begin + run.size();
  std::size_t letters = 0;
  while (letters < text.size() && !is_digit(text[letters])) ++letters;
  if (letters > 0 && letters < text.size()) {
    const std::size_t kept = text[letters - 1] == 'v' ? letters - 1 : letters;
    if (kept > 0) push(text.substr(0, kept), begin, begin + letters, base, words);
    begin += letters;
    text.erase(0, letters);
  }
  if (text != "v") push(std::move(text), begin, end, base, words);
}

}  // namespace

void append_words(std::string_view text, std::uint32_t base, std::vector<Word>& words) {
  words.reserve(words.size() + text.size() / 6);
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '+') {
      push("+", at, at + 1, base, words);
      ++at;
      continue;
    }
    if (text.substr(at, 2) == ">=") {
      push(">=", at, at + 2, base, words);
      at += 2;
      continue;
    }
    // "\\n" of a quoted string is a line's end, no word.
    if (text[at] == '\\' && at + 1 < text.size() && (text[at + 1] == 'n' || text[at + 1] == 't') &&
        (at + 2 == text.size() || !is_alnum(text[at + 2]))) {
      at += 2;
      continue;
    }
    const std::size_t end = run_end(text, at);
    if (end == at) {
      ++at;
      continue;
    }
    push_run(text.substr(at, end - at), at, base, words);
    at = end;
  }
}

std::string label_key(std::string_view text) {
  std::vector<Word> words;
  append_words(text.substr(0, 512), 0, words);
  std::string key;
  for (const Word& word : words)
    if (!word.noise) key += (key.empty() ? "" : " ") + word.text;
  return key;
}

}  // namespace auditor::licenses
