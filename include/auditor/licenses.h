// Licences from text, and what is known of each. Knows nothing of git, repositories or rules.
//
// Linear in the input. Threads: free functions; the index is read in place and never changes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace auditor {

struct LicenseMatch {
  std::string id;         // SPDX id or exception, or LicenseRef-…
  std::string kind;       // text, modified, reference, header, tag
  double similarity = 0;  // share of the licence's own words found in order, 0 to 1
  int start_line = 0;     // 1-based, inclusive
  int end_line = 0;
  std::string similar_to;  // the original of a modified text; else empty
};

struct IdentifiedLicenses {
  std::string expression;             // SPDX expression over all matches; empty when there is none
  std::vector<LicenseMatch> matches;  // by line
};

// Any bytes: encodings are detected, markup and comment signs do not matter. A text with terms added or removed is
// LicenseRef-modified-<ID>, licence-like text that is none known LicenseRef-unknown; neither is ever open.
[[nodiscard]] IdentifiedLicenses identify_licenses(std::string_view bytes);

struct LicenseInfo {
  std::string id;
  std::string name;
  bool spdx = false;  // in the SPDX list
  bool osi = false;   // approved by the Open Source Initiative
  bool fsf = false;   // free by the Free Software Foundation
  std::string category;
  std::string openness;  // as openness_of()
};

// By id, in any case, deprecated spellings included; nullopt when the catalogue has none.
[[nodiscard]] std::optional<LicenseInfo> license_info(std::string_view id);

// Of an SPDX expression: open, permissive-unlisted, restricted, noncommercial, no-derivatives, proprietary or unknown.
// AND takes the worst, OR the best; what is not known is `unknown`.
[[nodiscard]] std::string openness_of(std::string_view expression);

}  // namespace auditor
