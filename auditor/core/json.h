// The JSON type of every document (facts, report, rule sets) and bounded parsing.
// Keys are kept sorted, so that equal documents have equal bytes.
#pragma once

#include "auditor/core/result.h"

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string_view>

namespace auditor {

using Json = nlohmann::json;

// Parses JSON of at most `max_depth` nested levels. Error: malformed, with the line.
[[nodiscard]] Result<Json> parse_json(std::string_view text, std::string_view path, std::size_t max_depth = 128);

// The value at a dotted path ("licenses.weights.declared"), or null when a step is missing.
// A step into an array yields nothing: conditions say `any`, `all` or `count` instead.
[[nodiscard]] const Json* find_path(const Json& document, std::string_view dotted);

// Serialised with two-space indentation; invalid UTF-8 replaced, never thrown.
[[nodiscard]] std::string dump_json(const Json& document, int indent = 2);

}  // namespace auditor
