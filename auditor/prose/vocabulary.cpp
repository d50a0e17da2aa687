#include "auditor/prose/vocabulary.h"

#include "auditor/core/text.h"

#include <array>
#include <bitset>

namespace auditor::evidence {
namespace {

constexpr std::array<bool, 256> make_letters_and_digits() {
  std::array<bool, 256> table{};
  for (std::size_t c = '0'; c <= '9'; ++c) table[c] = true;
  for (std::size_t c = 'a'; c <= 'z'; ++c) table[c] = table[c - 0x20] = true;
  return table;
}
constexpr std::array<bool, 256> letters_and_digits = make_letters_and_digits();

// is_alnum without the call: these loops see every byte of every document many times.
bool letter_or_digit(char c) { return letters_and_digits[static_cast<unsigned char>(c)]; }

}  // namespace

WordStarts::WordStarts(std::string_view text) {
  bool inside = false;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const bool word = letter_or_digit(text[i]);
    if (!inside || !word) starts_.set(key(text[i], text[i + 1]));
    inside = word;
  }
}

std::vector<std::string> string_list(const Packed& document, std::string_view key) {
  return document.at(key).strings();
}

std::vector<std::string> string_list(const Json& document, std::string_view key) {
  std::vector<std::string> list;
  if (!document.is_object()) return list;
  const auto found = document.find(key);
  if (found == document.end() || !found->is_array()) return list;
  for (const Json& item : *found)
    if (item.is_string()) list.push_back(item.get<std::string>());
  return list;
}

WordSet word_set(const Packed& document, std::string_view key) {
  WordSet set;
  for (const std::string_view word : document.at(key).texts()) set.emplace(word);
  return set;
}

std::vector<std::string> name_words(std::string_view path) {
  std::string_view name = base_name(path);
  if (const auto dot = name.rfind('.'); dot != std::string_view::npos && dot > 0) name = name.substr(0, dot);
  std::vector<std::string> words;
  std::string word;
  const auto flush = [&] {
    if (!word.empty()) words.push_back(to_lower(word));
    word.clear();
  };
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (!is_alnum(c)) {
      flush();
      continue;
    }
    const bool upper = c >= 'A' && c <= 'Z';
    const bool after_lower = i > 0 && name[i - 1] >= 'a' && name[i - 1] <= 'z';
    if (upper && after_lower) flush();
    word.push_back(c);
  }
  flush();
  return words;
}

std::string extension_of(std::string_view path) {
  const std::string_view name = base_name(path);
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? std::string{} : to_lower(name.substr(dot + 1));
}

std::size_t find_phrase(std::string_view lower, std::string_view phrase) {
  const bool ascii_word = !phrase.empty() && letter_or_digit(phrase.front());
  std::size_t at = lower.find(phrase);
  while (at != std::string_view::npos && ascii_word && at > 0 && letter_or_digit(lower[at - 1]))
    at = lower.find(phrase, at + 1);
  return at;
}

const std::string* first_phrase(std::string_view lower, const std::vector<std::string>& phrases) {
  return first_phrase(lower, WordStarts(lower), phrases);
}

const std::string* first_phrase(std::string_view lower, const WordStarts& starts,
                                const std::vector<std::string>& phrases) {
  for (const std::string& phrase : phrases)
    if (starts.may_hold(phrase) && find_phrase(lower, phrase) != std::string_view::npos) return &phrase;
  return nullptr;
}

std::string url_host(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos || !starts_with_i(url, "http")) return {};
  std::string_view rest = url.substr(scheme + 3);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  if (const auto at = rest.rfind('@'); at != std::string_view::npos) rest = rest.substr(at + 1);
  rest = rest.substr(0, rest.find(':'));
  std::string host = to_lower(rest);
  if (host.starts_with("www.")) host.erase(0, 4);
  return host;
}

}  // namespace auditor::evidence
