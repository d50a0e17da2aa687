// What a clause names as terms: a licence by name or URL, a file of the repository, or a proper name nobody knows.
#pragma once

#include "auditor/evidence/licensing/license_statements.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::evidence {

struct NamedTerms {
  std::string expression;  // of the linked file when it can be read, else of the words
  std::string stated;      // of the words, when the file says something else
  std::string label;
  std::string file;
  std::string broken;
  bool ambiguous = false;
  bool unread = false;
  std::size_t at = std::string::npos;  // where in the clause the naming begins

  [[nodiscard]] bool empty() const { return expression.empty() && label.empty() && file.empty(); }
};

[[nodiscard]] NamedTerms name_terms(Repository& repository, const OwnNames& own, std::string_view path,
                                    const Block& block, std::string_view clause);

// A statement of these terms, without scopes.
[[nodiscard]] LicenseStatement statement_of(const NamedTerms& named, std::string_view kind, Citation where);

// "Lucie-7B", "Qwen-1.8B": a number and B or M end a word, as the names of models do.
[[nodiscard]] bool names_size(std::string_view lower);

// Badges such as "Code_License-MIT-blue"; the link around one may lead to a licence file, or to another repository.
void read_license_badges(Repository& repository, const OwnNames& own, const std::string& path, const Block& block,
                         std::vector<LicenseStatement>& out);

// "Rosetta-DL Software" -> "rosetta-dl-software".
[[nodiscard]] std::string license_slug(std::string_view name);

}  // namespace auditor::evidence
