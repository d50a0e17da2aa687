// Where a licence's text says something, and what it asks for word for word. Data: rules/licenses/clauses.yaml.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace auditor::permissions {

struct Wording {
  std::string notice;             // the line its Notice file must hold; empty: none is prescribed
  std::vector<std::string> show;  // phrases of which one must be shown
  std::string prefix;             // how names of changed versions begin
};

// The label of the clause, as the text counts it ("section 1.b.i", "permission notice"): that of the use, else of the
// field, else of the licence as a whole. Empty when none was noted.
[[nodiscard]] std::string clause_label(std::string_view license, std::string_view use, std::string_view field);

// Empty for a licence that prescribes no words, or none that were noted.
[[nodiscard]] const Wording& wording_of(std::string_view license);

// Whether its text holds the line of its holder, so that no copy from elsewhere stands for it.
[[nodiscard]] bool has_holder_line(std::string_view license);

// Whether a text holds a line word for word, whatever its quotes, signs and line ends.
[[nodiscard]] bool holds_line(std::string_view text, std::string_view line);

}  // namespace auditor::permissions
