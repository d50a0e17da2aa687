// Reading a report document that may lack any key: every renderer looks at it through these, and core/json_view.h.
// Views point into the document, which must outlive them.
#pragma once

#include "auditor/core/json_view.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::report {

// Null when there is none.
[[nodiscard]] const Json& at(const Json& document, std::string_view dotted);
// Of an array or single text, the texts that are not empty.
[[nodiscard]] std::vector<std::string_view> texts(const Json& array);
// A scalar as shown: text itself, a number in decimal, "yes" / "no", several joined by ", "; empty for null.
[[nodiscard]] std::string shown(const Json& value);

// One citation. `path` is empty when there is none.
struct Place {
  std::string_view path;
  std::int64_t start_line = 0;  // 0: what is missing was expected in this file
  std::int64_t end_line = 0;
  std::string_view quote;
};
[[nodiscard]] std::vector<Place> places(const Json& evidence);
[[nodiscard]] std::string place_text(const Place& place);  // "path:12-14", "path (expected here)", not escaped

struct Finding {
  std::string_view rule, rule_set, title, dimension, severity, status, message, remedy, fingerprint, grade;
  std::vector<Place> evidence;
  const Json* json = nullptr;
};
[[nodiscard]] std::vector<Finding> findings(const Json& report);
// error, warning, note: 0, 1, 2. fail, unknown, waived, pass, not-applicable: 0 to 4.
[[nodiscard]] int severity_rank(std::string_view severity);
[[nodiscard]] int status_rank(std::string_view status);
// Failed first, then unknown, waived, passed; by severity within; otherwise in the document's order.
[[nodiscard]] std::vector<Finding> by_urgency(std::vector<Finding> all);

// "owner/name", else "repository". Raw: escape it.
[[nodiscard]] std::string_view source_name(const Json& report);
// Path inside the repository: the audited sub-folder put before it.
[[nodiscard]] std::string repository_path(const Json& report, std::string_view path);

// The four scopes, in the order of every table.
inline constexpr std::string_view scope_names[] = {"code", "weights", "data", "documentation"};

}  // namespace auditor::report
