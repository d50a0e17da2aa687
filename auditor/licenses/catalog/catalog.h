// What is known of each licence: SPDX list flags and, for AI licences, their terms. Data: rules/licenses/.
#pragma once

#include "auditor/core/json.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::licenses {

// From most to least open. `unknown` is no statement: never treat it as open.
enum class Openness {
  open,                 // OSI-approved, FSF-libre, open data, or OpenMDW: any use, sharing and change
  permissive_unlisted,  // grants the same in words, on nobody's list (Apple Sample Code)
  restricted,           // limits use, users, field, territory, commerce threshold, or output
  noncommercial,        // no commercial use, or research only
  no_derivatives,       // no changed versions
  proprietary,          // no grant: all rights reserved
  unknown,
};
[[nodiscard]] std::string_view to_string(Openness openness);  // "open", "permissive-unlisted", …
[[nodiscard]] bool is_open(Openness openness);                // open only

struct License {
  std::string id;  // SPDX id or LicenseRef-…
  std::string name;
  bool spdx = false;       // in the SPDX list
  bool exception = false;  // an SPDX exception
  bool deprecated = false;
  bool osi = false;
  bool fsf = false;
  bool open_data = false;              // in the Model Openness Tool's list of open data licences
  std::vector<std::string> mof_types;  // content types it is appropriate for: code, data, document
  std::string family;                  // "llama", "rail", "gpl"…; empty when none
  std::string category;  // permissive, weak-copyleft, copyleft, public-domain, data, document, ai, proprietary…
  Openness openness = Openness::unknown;
  Json terms;  // object: commercial, redistribution, derivatives, use_restrictions, user_threshold,
               // naming_duty, attribution_duty, pass_through, output_restriction, territory_excluded,
               // acceptance_required, share_alike, termination, patent_grant, governing_law…
};

// The licence or exception with this id (case-insensitive; deprecated spellings such as GPL-2.0 included).
[[nodiscard]] const License* find_license(std::string_view id);

// Every id of the catalogue, sorted.
[[nodiscard]] std::vector<std::string> license_ids();

// Version of the SPDX list, and counts, for `auditor --version`.
[[nodiscard]] std::string catalog_version();

// What a label means: a Hugging Face licence id, a `license_name`, a pyproject or package.json value, a classifier,
// a badge value, a loosely written name ("Apache 2.0", "CC BY-NC 4.0", "Llama 3.1 Community License").
struct Label {
  std::string expression;  // SPDX expression; empty when the label names no single licence
  bool ambiguous = false;  // a family name only: "cc", "gpl", "bsd", "openrail"
  bool other = false;      // "other", "see LICENSE": look elsewhere
  bool unknown = false;    // not understood: keep the text, never open
};
[[nodiscard]] Label read_label(std::string_view text);

// Openness of an expression: OR takes the best operand, AND the worst; an unknown id makes `unknown` (unless another
// AND operand is already worse than open). LicenseRef-modified-* and LicenseRef-unknown* are `unknown`.
[[nodiscard]] Openness openness_of(std::string_view expression);

// Terms of an expression, merged as openness is (AND: the stricter value of each term). Object of strings.
[[nodiscard]] Json terms_of(std::string_view expression);

}  // namespace auditor::licenses
