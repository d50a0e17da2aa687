// The name tables of rules/licenses/names.yaml, and Creative Commons names, which are built from parts.
#pragma once

#include "auditor/licenses/catalog/expression.h"
#include "auditor/licenses/catalog/packed_map.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace auditor::licenses {

// Names in compared form (label_words.h), sorted; the value is an SPDX id or expression.
[[nodiscard]] const PackedMap& name_table();

[[nodiscard]] std::optional<std::string> id_of_name(std::string_view key);
// The names that begin with this word, and whether a family's name does.
struct NamesFrom {
  std::span<const PackedMap::Entry> names;
  bool family = false;
};
[[nodiscard]] NamesFrom names_from(std::string_view word);
[[nodiscard]] bool is_family_name(std::string_view key);    // "gpl", "bsd": several licences
[[nodiscard]] bool points_elsewhere(std::string_view key);  // "other", "see license"

// Deprecated ids replaced by what the list says now ("GPL-2.0" by "GPL-2.0-only").
[[nodiscard]] Expression current_spelling(Expression expression);

// "Attribution-NonCommercial 4.0 International", "CC BY-NC-SA 4.0", "Creative Commons BY 4.0"; nothing without a
// version or letters that make a licence.
[[nodiscard]] std::optional<std::string> creative_commons_label(std::string_view text);

}  // namespace auditor::licenses
