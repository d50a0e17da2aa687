#include "auditor/evidence/repository/readings.h"

#include "auditor/core/text.h"
#include "auditor/evidence/repository/license_mentions.h"

#include <algorithm>
#include <memory>

namespace auditor::evidence {

const language::DocumentReading* reading_of(Repository& repository, const OwnNames& own, const std::string& path) {
  const Card* card = repository.card(path);
  if (card == nullptr) return nullptr;
  return &repository.reading(path, [&] {
    auto read =
        std::make_unique<language::DocumentReading>(card->document, own_words(own, card->document), find_license_names);
    if (const int line = read->unread_from(); line > 0)
      repository.report({path, line, "limit", "more words than are read for terms, access and descent"});
    return read;
  });
}

language::OwnWords own_words(const OwnNames& own, const Document& document) {
  language::OwnWords words;
  words.owner = own.owner();
  const auto add = [&](std::string name) {
    if (name.size() >= 3 && std::find(words.names.begin(), words.names.end(), name) == words.names.end())
      words.names.push_back(std::move(name));
  };
  add(own.name());
  if (!document.sections.empty()) {
    // The title up to its colon: "Wren: a small bird", "Wren-7B Model Card".
    std::string title = to_lower(document.sections.front().heading);
    title = title.substr(0, title.find(':'));
    const std::string first = title.substr(0, title.find(' '));
    if (!language::is_known_word(language::english, first)) add(first);
    if (const auto dash = first.find('-'); dash != std::string::npos && dash >= 3) add(first.substr(0, dash));
  }
  return words;
}

}  // namespace auditor::evidence
