// JSON Schema (draft 7) validation against the schemas embedded from schemas/. Slow: for `rules check`, configuration
// and tests, not for the way of an audit.
#pragma once

#include "auditor/core/json.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor {

struct SchemaProblem {
  std::string pointer;  // of the value that is wrong, "/rules/0/severity"
  std::string message;
};

// `schema` is a resource name, "schemas/report.schema.json". The deepest problems only; empty when valid.
[[nodiscard]] std::vector<SchemaProblem> validate_schema(const Json& document, std::string_view schema);

}  // namespace auditor
