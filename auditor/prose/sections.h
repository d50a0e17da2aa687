// The canonical section a heading stands for, in any of the vocabulary's languages (rules/vocabulary/sections.yaml).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace auditor::evidence {

// Canonical names, sorted; a heading can serve two ("Intended uses & limitations"), or none.
[[nodiscard]] std::vector<std::string> canonical_sections(std::string_view heading);

// Whether a bold line with these words names a field or format ("BibTeX"), not a section.
[[nodiscard]] bool is_label(std::string_view heading);

}  // namespace auditor::evidence
