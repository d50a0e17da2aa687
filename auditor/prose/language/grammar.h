// The word lists of rules/language/grammar.yaml, as readings of sentences ask for them.
#pragma once

#include "auditor/prose/language/concepts.h"
#include "auditor/prose/words.h"

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace auditor::language {

// The lists of grammar.yaml: whole entries and, for spaced scripts, their words.
class Grammar {
 public:
  Grammar();

  [[nodiscard]] bool holds(std::string_view list, std::string_view folded) const {
    const auto found = lists_.find(list);
    return found != lists_.end() && found->second.contains(folded);
  }

  [[nodiscard]] const evidence::PhraseTable& breaks() const { return breaks_; }
  [[nodiscard]] const evidence::PhraseTable& law() const { return law_; }
  [[nodiscard]] const evidence::PhraseTable& feedback() const { return feedback_; }
  [[nodiscard]] bool is_weak_prohibition(std::string_view folded) const {
    return std::any_of(weak_.begin(), weak_.end(), [&](const std::string& w) {
      return folded.starts_with(w) && (folded.size() == w.size() || folded[w.size()] == ' ');
    });
  }
  [[nodiscard]] bool names_terms(std::string_view folded) const {
    return std::any_of(stems_.begin(), stems_.end(),
                       [&](const std::string& s) { return folded.find(s) != std::string_view::npos; });
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  using Set = std::unordered_set<std::string, Hash, std::equal_to<>>;

  std::unordered_map<std::string, Set, Hash, std::equal_to<>> lists_;
  evidence::PhraseTable breaks_;  // 0: contrast, 1: terminators
  evidence::PhraseTable law_;
  evidence::PhraseTable feedback_;
  std::vector<std::string> weak_;
  std::vector<std::string> stems_;
};

[[nodiscard]] const Grammar& grammar();

// Every word of `folded` stands in one of the lists, or all of it does.
[[nodiscard]] bool only_of(std::string_view folded, std::initializer_list<std::string_view> lists);

// Whether a mention says something of a subject: a fragment without one is none of its own.
[[nodiscard]] bool is_predicate(Concept what);

}  // namespace auditor::language
