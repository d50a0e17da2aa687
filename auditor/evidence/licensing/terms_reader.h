// What a document says of terms in its own words, in fifteen languages: restrictions of code or weights, and words that
// smell of terms and are not understood. Licences that sentences name openly are read by license_statements.h.
#pragma once

#include "auditor/evidence/licensing/license_statements.h"
#include "auditor/evidence/repository/readings.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::evidence {

struct TermFinding {
  Scopes scopes = 0;      // scope_code, scope_weights or both
  bool doubt = false;     // terms that are not understood; else a restriction
  std::string_view kind;  // the pattern's id (rules/language/patterns.yaml), or how structure told it: "cell"…
  std::string text;       // the sentence or cell
  int start_line = 0;
  int end_line = 0;
  Citation citation;  // filled by the reader of a repository
};

// In order, at most one for each sentence and scope.
[[nodiscard]] std::vector<TermFinding> read_terms(const language::DocumentReading& document);

// The same of a file of the repository, with citations.
[[nodiscard]] std::vector<TermFinding> read_terms(Repository& repository, const OwnNames& own, const std::string& path);

}  // namespace auditor::evidence
