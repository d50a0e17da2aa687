// What a document says of terms in its own words, in fifteen languages: restrictions of code or weights, and words that
// smell of terms and are not understood. Licences that sentences name openly are read by license_statements.h.
#pragma once

#include "auditor/evidence/licensing/license_statements.h"
#include "auditor/evidence/repository/readings.h"
#include "auditor/prose/language/features.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::evidence {

struct TermFinding {
  Scopes scopes = 0;      // scope_code, scope_weights or both
  bool doubt = false;     // terms that are not understood; else a restriction
  std::string_view kind;  // the pattern's id (rules/language/patterns.yaml), or how structure told it: "cell"…;
                          // "second-reading": the classifier alone
  std::string text;       // the sentence or cell
  int start_line = 0;
  int end_line = 0;
  Citation citation;  // filled by the reader of a repository
};

// In order, at most one for each sentence and scope.
[[nodiscard]] std::vector<TermFinding> read_terms(const language::DocumentReading& document);

// Sentences as the classifiers of terms see them: what they learn from (scripts/train_classifiers.cpp).
[[nodiscard]] std::vector<language::Candidate> term_candidates(const language::DocumentReading& document);

// A sentence with words of terms that surely sets none: of a demo, a rival, the past, an error message.
struct InnocentSentence {
  std::string lower;  // its text
  int start_line = 0;
  int end_line = 0;
};

struct TermsOfDocument {
  std::vector<TermFinding> findings;
  std::vector<InnocentSentence> innocent;

  // Whether `phrase`, in lower case, stands in an innocent sentence of these lines.
  [[nodiscard]] bool is_innocent(std::string_view phrase, int start_line, int end_line) const;
};

// Of a file of the repository, with citations.
[[nodiscard]] TermsOfDocument read_terms(Repository& repository, const OwnNames& own, const std::string& path);

}  // namespace auditor::evidence
