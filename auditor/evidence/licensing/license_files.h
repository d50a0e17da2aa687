// Licence files of the repository with what their text says.
#pragma once

#include "auditor/evidence/licensing/license_statements.h"
#include "auditor/evidence/repository/documents.h"

#include <string>
#include <vector>

namespace auditor::evidence {

struct LicenseText {
  LicenseFile file;
  std::string expression;  // over all matches; empty when nothing was identified
  std::vector<std::string> ids;
  const licenses::Identification* identification = nullptr;  // kept by the repository
  std::string bundled;                                       // terms of other people's parts that the file lists
  bool text = false;                                         // holds a licence text, not only names or links
  bool primary = false;                                      // the file that a reader opens first: LICENSE, COPYING
  bool of_project = false;                                   // beside a build manifest, as in a copied project
  bool beside_weights = false;                               // its folder, or one below, holds weights
  Citations evidence;

  // Terms that hold: a licence text, or a declaration that restricts. One that only declares an open licence does not
  // make anything open by itself.
  [[nodiscard]] bool binds() const;
  // What it covers by name and place.
  [[nodiscard]] Scopes scopes() const;
  // Terms, or a file of terms that nobody could read: nothing that it stands beside is open by itself.
  [[nodiscard]] bool weighs() const;
  // May speak for `scope` of `folder`: a general file speaks for everything.
  [[nodiscard]] bool speaks_for(Scopes scope, std::string_view folder) const;
};

// `weight_folders`: those that hold weight files.
[[nodiscard]] std::vector<LicenseText> read_license_files(Repository& repository,
                                                          const std::vector<std::string>& weight_folders);

// Whether `path` is `folder` or lies below it; everything lies below the root.
[[nodiscard]] bool lies_below(std::string_view path, std::string_view folder);

// True for a file with a copyright notice of the repository's own (not the licence's template).
[[nodiscard]] bool has_copyright_notice(std::string_view text);

}  // namespace auditor::evidence
