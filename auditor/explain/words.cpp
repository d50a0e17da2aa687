#include "auditor/explain/words.h"

#include "auditor/core/json_view.h"
#include "auditor/core/resources.h"

namespace auditor::explain {
namespace {

constexpr std::string_view beginnings = "beginnings";

const Json& all_words() {
  static const Json words = resource_json("rules/vocabulary/words.yaml");
  return words;
}

Page page_of(std::string_view kind, std::string_view word, std::string_view meaning) {
  Page page{"word", std::string(word), {}};
  page.add(Block::Kind::title, page.id);
  page.add(Block::Kind::paragraph, std::string(meaning));
  page.add(Block::Kind::paragraph, "A word of reports, of the " + std::string(kind) + ".");
  return page;
}

}  // namespace

std::vector<Page> word_pages(std::string_view word) {
  std::vector<Page> pages;
  for (const auto& [kind, words] : all_words().items())
    if (kind != beginnings)
      if (const std::string_view meaning = text(words, word); !meaning.empty())
        pages.push_back(page_of(kind, word, meaning));
  if (!pages.empty()) return pages;
  for (const auto& [beginning, meaning] : member(all_words(), beginnings).items())
    if (word.starts_with(beginning) && word.size() > beginning.size())
      pages.push_back(page_of("findings of a gate", word, as_text(meaning)));
  return pages;
}

std::vector<std::string> word_ids() {
  std::vector<std::string> ids;
  for (const auto& [kind, words] : all_words().items())
    if (kind != beginnings)
      for (const auto& [word, meaning] : words.items()) ids.push_back(word);
  return ids;
}

}  // namespace auditor::explain
