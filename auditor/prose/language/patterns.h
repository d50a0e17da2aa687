// Patterns over the mentions of a clause (rules/language/patterns.yaml).
#pragma once

#include "auditor/prose/language/reading.h"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace auditor::language {

struct Pattern {
  struct Term {
    Concept what = Concept::stop;
    bool negated = false;
  };
  std::string_view id;
  std::vector<std::vector<Term>> find;  // all of these, any of each
  std::size_t reach = 0;                // characters from the first; 0: the whole clause
  Concepts with;                        // one of these, unless empty
  Concepts unless;                      // none of these
  Concepts despite;                     // modifiers that do not take it back
  bool outputs = false;                 // holds of outputs, too
  bool doubt = false;                   // terms that are not understood, else a restriction
  bool weights = false;                 // of the weights, whatever the clause speaks of
};

// The patterns of one subject: "terms", "access".
[[nodiscard]] std::span<const Pattern> patterns(std::string_view subject);

// What a pattern is held against: mentions of one clause, and the concepts of the line that rules its list.
struct Scene {
  const Reading& reading;
  std::span<const Mention> mentions;
  Concepts above;
  bool of_terms = false;  // stands under a heading or label of terms: weak words count
};

// The mention that decides, when the pattern fits; modifiers are not asked here.
[[nodiscard]] std::optional<Mention> match(const Pattern& pattern, const Scene& scene);

}  // namespace auditor::language
