#include "auditor/evidence/licensing/base_terms.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/licenses/catalog/base_models.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace auditor::evidence {
namespace {

constexpr std::size_t longest = 4;  // words of a pattern
constexpr std::size_t max_words = 400;

struct Family {
  std::string license;
  std::vector<std::string> unless;
};

const std::unordered_map<std::string, Family>& families() {
  static const std::unordered_map<std::string, Family> loaded = [] {
    std::unordered_map<std::string, Family> out;
    const Packed data = Packed::of_resource("rules/vocabulary/base_families.yaml");
    for (const Packed& entry : data.at("families").list())
      for (const std::string& words : string_list(entry, "words"))
        out.insert_or_assign(words, Family{std::string(entry.at("license").text()), string_list(entry, "unless")});
    return out;
  }();
  return loaded;
}

struct Word {
  std::string text;
  std::size_t start = 0;
  std::size_t end = 0;
};

bool digit(char c) { return c >= '0' && c <= '9'; }

// Runs of letters, and numbers with dots inside.
std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> words;
  const std::string lower = to_lower(text);
  std::size_t at = 0;
  while (at < lower.size() && words.size() < max_words) {
    if (!is_alnum(lower[at])) {
      ++at;
      continue;
    }
    const std::size_t start = at;
    if (digit(lower[at])) {
      while (at < lower.size() &&
             (digit(lower[at]) || (lower[at] == '.' && at + 1 < lower.size() && digit(lower[at + 1]))))
        ++at;
    } else {
      while (at < lower.size() && is_alnum(lower[at]) && !digit(lower[at])) ++at;
    }
    words.push_back({lower.substr(start, at - start), start, at});
  }
  return words;
}

BaseTerms match_at(const std::vector<Word>& words, std::size_t first) {
  for (std::size_t count = std::min(longest, words.size() - first); count > 0; --count) {
    std::string key;
    for (std::size_t i = first; i < first + count; ++i) key += (key.empty() ? "" : " ") + words[i].text;
    const auto found = families().find(key);
    if (found == families().end()) continue;
    const auto barred = [&](const std::string& word) {
      const std::size_t from = first > 0 ? first - 1 : 0;
      const std::size_t to = std::min(words.size(), first + count + 1);
      return std::any_of(words.begin() + static_cast<std::ptrdiff_t>(from),
                         words.begin() + static_cast<std::ptrdiff_t>(to),
                         [&](const Word& w) { return w.text == word; });
    };
    if (std::any_of(found->second.unless.begin(), found->second.unless.end(), barred)) continue;
    return {found->second.license, words[first].start, words[first + count - 1].end};
  }
  return {};
}

}  // namespace

BaseTerms base_terms(std::string_view id) {
  // A known hub id first: an owner's repackaging can have terms that the name alone does not show.
  if (const auto known = licenses::base_model_license(id)) return {*known, 0, id.size()};
  const auto slash = id.rfind('/');
  return base_terms_in(slash == std::string_view::npos ? id : id.substr(slash + 1));
}

BaseTerms base_terms_in(std::string_view text) {
  const std::vector<Word> words = words_of(text);
  for (std::size_t i = 0; i < words.size(); ++i)
    if (BaseTerms terms = match_at(words, i); !terms.expression.empty()) return terms;
  return {};
}

}  // namespace auditor::evidence
