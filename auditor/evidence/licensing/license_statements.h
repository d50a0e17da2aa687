// What documents and manifests say of terms: sentences, table rows, badges, front matter, pyproject and the like.
// Each statement has the scopes it speaks of and the licence it names, or the file it points at.
#pragma once

#include "auditor/evidence/repository/links.h"
#include "auditor/evidence/repository/repository.h"
#include "auditor/evidence/weights/weight_files.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::evidence {

// Bits, so that "code and weights" is one statement.
enum Scope : unsigned { scope_code = 1, scope_weights = 2, scope_data = 4, scope_documentation = 8, scope_output = 16 };
using Scopes = unsigned;
inline constexpr Scopes scope_project = scope_code | scope_weights | scope_documentation;

struct LicenseStatement {
  std::string expression;  // SPDX expression; empty when no licence is identified
  std::string stated;      // what the words say, when they link to a file that says something else
  std::string label;       // the words that name it, printable
  std::string kind;   // front-matter, embedded, sentence, table, badge, pyproject, classifier, package-json, citation,
                      // spdx-header, duty
  Scopes scopes = 0;  // 0: not said
  bool explicit_scope = false;  // the words name the scope (not "this repository")
  bool remainder = false;       // "all other materials": whatever nothing else covers
  bool ambiguous = false;       // a family name only
  bool unread = false;          // terms are named or linked and not in the repository
  std::string duty;             // "noncommercial", "registration": a term beside the licence
  bool dated = false;           // an entry of news: what held on a day
  bool request = false;         // the duty is asked for, not required
  std::string linked_file;      // file of the repository that the statement points at
  std::string broken_link;      // a relative link to a file that is not there
  std::string subject;          // lower-case words of the clause before the licence: names a model when it does
  Citation citation;
};

// Statements of one document, in order. `in_license_section` statements without subject speak of the whole project.
[[nodiscard]] std::vector<LicenseStatement> read_license_statements(Repository& repository, const OwnNames& own,
                                                                    const std::string& path);

// Front matter license, license_name, license_link.
[[nodiscard]] std::vector<LicenseStatement> read_front_matter_license(Repository& repository, const OwnNames& own,
                                                                      const std::string& path);

// pyproject.toml, setup.cfg, setup.py, package.json, CITATION.cff at the root.
[[nodiscard]] std::vector<LicenseStatement> read_manifest_licenses(Repository& repository);

// Licence keys in the metadata of weight files: kind "embedded".
[[nodiscard]] std::vector<LicenseStatement> read_embedded_licenses(Repository& repository, const WeightFiles& weights);

// SPDX tags and licence headers of at most `limit` code files: what is left when there is no licence file.
[[nodiscard]] std::vector<LicenseStatement> read_code_headers(Repository& repository, std::size_t limit = 20);

// Headers under terms that restrict, of files that hold the model's architecture, its training or its use; by path.
[[nodiscard]] std::vector<LicenseStatement> read_restricted_headers(Repository& repository);

// Whether such a file lies in the folder or below.
[[nodiscard]] bool holds_model_code(const Repository& repository, std::string_view folder);

}  // namespace auditor::evidence
