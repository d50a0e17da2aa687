#include "auditor/licenses/wording.h"

#include "auditor/core/resources.h"
#include "auditor/core/text.h"
#include "auditor/licenses/decode.h"

#include <algorithm>

namespace auditor::licenses {

PhraseSet::PhraseSet(const std::vector<std::string>& phrases) {
  for (const std::string& phrase : phrases) {
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
    std::string start = parts.front().text.substr(0, kStart);
    by_start_.emplace(std::move(start), std::move(parts));
  }
}

bool PhraseSet::fits(const Part& part, std::string_view word) {
  if (part.number) return !word.empty() && word.find_first_not_of("0123456789") == std::string_view::npos;
  return part.prefix ? word.starts_with(part.text) : word == part.text;
}

std::size_t PhraseSet::match_at(std::span<const std::string> words, std::size_t at) const {
  const auto [first, last] = by_start_.equal_range(words[at].substr(0, kStart));
  std::size_t longest = 0;
  for (auto entry = first; entry != last; ++entry) {
    const std::vector<Part>& parts = entry->second;
    if (at + parts.size() > words.size() || parts.size() <= longest) continue;
    std::size_t fitting = 0;
    while (fitting < parts.size() && fits(parts[fitting], words[at + fitting])) ++fitting;
    if (fitting == parts.size()) longest = fitting;
  }
  return longest;
}

std::size_t PhraseSet::count(std::span<const std::string> words) const {
  std::vector<std::string_view> found;
  for (std::size_t at = 0; at < words.size(); ++at)
    if (match_at(words, at) > 0) found.emplace_back(words[at]);
  std::sort(found.begin(), found.end());
  return static_cast<std::size_t>(std::unique(found.begin(), found.end()) - found.begin());
}

bool PhraseSet::matches_any(std::span<const std::string> words, std::size_t within) const {
  for (std::size_t at = 0; at < std::min(words.size(), within); ++at)
    if (match_at(words, at) > 0) return true;
  return false;
}

const Wording& Wording::shared() {
  static const Wording wording = [] {
    const Json data = resource_json("rules/licenses/changes.yaml");
    const auto set = [&](const char* key) { return PhraseSet(data.at(key).get<std::vector<std::string>>()); };
    return Wording{set("normative"), set("topical"), set("restricting"), set("harmless"), set("legal")};
  }();
  return wording;
}

std::string fold_word(std::string_view word) {
  std::string out;
  for (const char c : word) {
    if (is_alnum(c) || static_cast<unsigned char>(c) >= 0x80) out.push_back(c);
  }
  return to_lower(out);
}

}  // namespace auditor::licenses
