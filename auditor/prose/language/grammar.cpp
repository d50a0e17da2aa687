#include "auditor/prose/language/grammar.h"

#include "auditor/core/packed.h"
#include "auditor/prose/language/reading.h"

#include <algorithm>

namespace auditor::language {

using enum Concept;

namespace {

constexpr std::string_view grammar_file = "rules/language/grammar.yaml";

}  // namespace

Grammar::Grammar() {
  for (const auto& [key, list] : Packed::of_resource(grammar_file).items()) {
    auto& set = lists_[std::string(key)];
    for (const std::string_view entry : list.texts()) {
      set.insert(evidence::fold_phrase(entry));
      if (key == "contrast") breaks_.add(entry, 0);
      if (key == "terminators") breaks_.add(entry, 1);
      if (key == "weak_prohibitions") weak_.push_back(evidence::fold_phrase(entry));
      if (key == "law_words") law_.add(entry, 0);
      if (key == "feedback_words") feedback_.add(entry, 0);
      if (key == "terms_stems") stems_.push_back(evidence::fold_phrase(entry));
    }
  }
}

const Grammar& grammar() {
  static const Grammar made;
  return made;
}

bool is_grammar_word(std::string_view list, std::string_view folded) { return grammar().holds(list, folded); }

bool only_of(std::string_view folded, std::initializer_list<std::string_view> lists) {
  const auto known = [&](std::string_view words) {
    return std::any_of(lists.begin(), lists.end(), [&](std::string_view list) { return grammar().holds(list, words); });
  };
  if (folded.empty() || known(folded)) return true;
  for (std::size_t at = 0; at < folded.size();) {
    const std::size_t end = std::min(folded.find(' ', at), folded.size());
    if (!known(folded.substr(at, end - at))) return false;
    at = end + 1;
  }
  return true;
}

bool is_predicate(Concept what) {
  static const Concepts predicates = set_of({noncommercial,
                                             purpose_limited,
                                             only,
                                             forbid,
                                             allow,
                                             use,
                                             research,
                                             commerce,
                                             require,
                                             permission,
                                             own_terms,
                                             negation,
                                             gate,
                                             release,
                                             withheld,
                                             hosted,
                                             descends,
                                             license_word,
                                             except,
                                             historical,
                                             future,
                                             yes,
                                             no,
                                             contact,
                                             get,
                                             same_terms,
                                             license_open,
                                             license_restricted,
                                             license_unknown});
  return language::holds(predicates, what);
}

}  // namespace auditor::language
