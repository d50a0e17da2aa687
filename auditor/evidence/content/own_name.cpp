#include "auditor/evidence/content/own_name.h"

#include "auditor/core/text.h"
#include "auditor/prose/words.h"

#include <algorithm>

namespace auditor::evidence {

std::vector<std::string> plain_own_names(const OwnNames& own, const Card& card) {
  std::vector<std::string> names = {letters_and_digits(own.name())};
  if (!card.document.sections.empty()) {
    const std::string title = fold_phrase(card.document.sections.front().heading);
    names.push_back(letters_and_digits(title.substr(0, title.find(' '))));
  }
  std::erase_if(names, [](const std::string& name) { return name.size() < 3; });
  return names;
}

bool begins_with_own_name(std::string_view text, const std::vector<std::string>& plain_names) {
  const std::string plain = letters_and_digits(to_lower(text));
  return std::any_of(plain_names.begin(), plain_names.end(),
                     [&](const std::string& name) { return plain.starts_with(name); });
}

}  // namespace auditor::evidence
