// Licences that a text names rather than holds: SPDX tags and expressions, URLs, manifest fields, names, GNU notices.
#pragma once

#include "auditor/licenses/texts/identify.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::licenses {

// A reference and the family resolution it takes part in.
struct Reference {
  Match match;
  bool own_statement = false;  // stands beside other statements (MODULE_LICENSE): a family's name does not yield to it
  bool family_only = false;    // names a family without version (GPL, BSD, Apache…): yields to a specific id
  bool of_own_work = false;    // "The packaging is under the GPL": an exact statement elsewhere is about another work
  bool field = false;          // a manifest's own word
  bool title = false;          // stands alone on its line: yields to a text that begins below
  bool pointer = false;        // where a distribution keeps the text: yields to any exact id of the family
  bool manner_only = false;    // "BSD-style": tells what kind of licence stands there, and yields to any text
  std::string expression;      // for tags that hold an expression ("MIT OR Apache-2.0"); else empty
};

// `lines` is the decoded text; `covered[i]` is true where line i+1 belongs to an accepted licence text.
[[nodiscard]] std::vector<Reference> find_references(std::span<const std::string_view> lines,
                                                     std::span<const char> covered);

// Stage 5 of the matching design: families yield to specific ids, `-only` to `-or-later`, lists are dropped.
// `texts` are the accepted text matches. Returns text matches and surviving references, by start line.
[[nodiscard]] std::vector<Match> resolve(std::vector<Match> texts, std::vector<Reference> references);

}  // namespace auditor::licenses
