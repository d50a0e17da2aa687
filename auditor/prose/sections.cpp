#include "auditor/prose/sections.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/prose/words.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace auditor::evidence {
namespace {

constexpr std::size_t longest_heading = 160;

using Names = std::vector<std::string>;
using WordSet = std::unordered_set<std::string>;

struct Vocabulary {
  std::unordered_map<std::string, Names> headings;  // folded heading -> sections
  WordSet false_friends, labels, qualifiers, joiners, tails, narrowing;
};

WordSet folded_set(const Packed& list) {
  WordSet out;
  for (const std::string_view item : list.texts()) out.insert(fold_phrase(item));
  return out;
}

const Vocabulary& vocabulary() {
  static const Vocabulary loaded = [] {
    Vocabulary v;
    const Packed data = Packed::of_resource("rules/vocabulary/sections.yaml");
    for (const auto& [section, list] : data.at("headings").items())
      for (const std::string_view heading : list.texts()) {
        Names& names = v.headings[fold_phrase(heading)];
        if (std::find(names.begin(), names.end(), section) == names.end()) names.emplace_back(section);
      }
    v.false_friends = folded_set(data.at("false_friends"));
    v.labels = folded_set(data.at("labels"));
    v.qualifiers = folded_set(data.at("qualifiers"));
    v.joiners = folded_set(data.at("joiners"));
    v.tails = folded_set(data.at("tails"));
    v.narrowing = folded_set(data.at("narrowing"));
    return v;
  }();
  return loaded;
}

using Parts = std::vector<std::string_view>;

std::string join(const Parts& words, std::size_t begin, std::size_t end) {
  std::string out;
  for (std::size_t i = begin; i < end; ++i) {
    if (!out.empty()) out += ' ';
    out += words[i];
  }
  return out;
}

bool has(const WordSet& set, std::string_view word) { return set.contains(std::string(word)); }

// Sections of words [begin, end), with words that do not change the meaning taken from both ends.
const Names* find_part(const Parts& words, std::size_t begin, std::size_t end) {
  const Vocabulary& v = vocabulary();
  while (begin < end) {
    if (const auto found = v.headings.find(join(words, begin, end)); found != v.headings.end()) return &found->second;
    if (has(v.qualifiers, words[begin])) ++begin;
    else if (has(v.qualifiers, words[end - 1])) --end;
    else return nullptr;
  }
  return nullptr;
}

// The heading up to a word that narrows it, or its last words.
const Names* find_narrowed(const Parts& words) {
  const Vocabulary& v = vocabulary();
  for (std::size_t i = words.size(); i-- > 1;)
    if (has(v.narrowing, words[i]))
      if (const Names* names = find_part(words, 0, i)) return names;
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (i + 1 == words.size() && !has(v.tails, words[i])) break;
    if (const auto found = v.headings.find(join(words, i, words.size())); found != v.headings.end())
      return &found->second;
  }
  return nullptr;
}

bool is_ascii_word(std::string_view word) { return static_cast<unsigned char>(word[0]) < 0x80; }

// Where the heading falls into parts: at joining words, and where the script changes ("局限性 Limitations").
std::set<std::string> joined(const Parts& words) {
  const Vocabulary& v = vocabulary();
  std::set<std::string> out;
  std::size_t begin = 0;
  bool unknown_first = false;  // "Tips and caveats" is about tips
  const auto take = [&](std::size_t end) {
    if (end <= begin) return;
    const Names* names = find_part(words, begin, end);
    unknown_first = unknown_first || (out.empty() && names == nullptr);
    if (names != nullptr) out.insert(names->begin(), names->end());
  };
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (has(v.joiners, words[i])) {
      take(i);
      begin = i + 1;
    } else if (i > begin && is_ascii_word(words[i]) != is_ascii_word(words[i - 1])) {
      take(i);
      begin = i;
    }
  }
  take(words.size());
  if (unknown_first) out.clear();
  return out;
}

std::string prepared(std::string_view heading) {
  std::string out;
  for (const char c : heading.substr(0, longest_heading)) {
    if (c == '&' || c == '/' || c == ',' || c == '+' || c == '|' || c == '(' || c == ':') out += " and ";
    else out += c;
  }
  return out;
}

Names sorted(const Names& names) {
  Names out = names;
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

std::vector<std::string> canonical_sections(std::string_view heading) {
  const Vocabulary& v = vocabulary();
  const Words plain(heading.substr(0, longest_heading));
  Parts words;
  for (const Word& word : plain.all()) words.push_back(word.text);
  if (words.size() > 1 && words.back() == "optional") words.pop_back();
  if (words.empty()) return {};
  for (std::size_t i = words.size(); i > 0; --i)
    if (v.false_friends.contains(join(words, 0, i))) return {};
  if (const Names* names = find_part(words, 0, words.size())) return sorted(*names);

  const std::string separated = prepared(heading);
  const Words split_words(separated);
  Parts parts;
  for (const Word& word : split_words.all()) parts.push_back(word.text);
  if (const auto names = joined(parts); !names.empty()) return {names.begin(), names.end()};
  if (const Names* names = find_narrowed(words)) return sorted(*names);
  return {};
}

bool is_label(std::string_view heading) { return vocabulary().labels.contains(fold_phrase(heading)); }

}  // namespace auditor::evidence
