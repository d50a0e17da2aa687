// What the files of licence conclusions share: groups of models under one set of terms, and how citations are gathered.
#pragma once

#include "auditor/evidence/conclusion/license_scopes.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::evidence {

// From open (0) over unknown (2) to proprietary (6).
[[nodiscard]] int restriction_of(std::string_view expression);

void add_unique(std::vector<std::string>& list, const std::string& value);

// At most six, each once.
void cite(Citations& out, const Citation& citation);
void cite(Citations& out, const Citations& citations);

// "MIT OR Apache-2.0" offers each of the two, and both.
[[nodiscard]] bool offers(std::string_view choice, const std::vector<std::string>& licenses);

// What the words say, before a file they link to is read.
[[nodiscard]] std::string said(const LicenseStatement& statement);

// Whether `id` is a version of the family that "LicenseRef-cc-by-nc" stands for.
[[nodiscard]] bool is_of_family(std::string_view id, std::string_view family);

// A name, link or shape in the card's metadata that nobody can read: a doubt beside whatever else is known.
[[nodiscard]] bool is_beside(const LicenseStatement& label);

[[nodiscard]] bool of_cards(const Citation& citation, const std::vector<std::string>& cards);

struct ScopeResolver::Group {
  std::string expression;  // empty: terms that could not be read
  std::vector<std::string> declared;
  std::vector<std::string> detected;
  std::vector<std::string> files;
  bool read = true;
  bool ambiguous = false;  // a family name only
  bool whole = false;      // speaks of everything the unit offers
  std::string label;
  Citations evidence;
};

}  // namespace auditor::evidence
