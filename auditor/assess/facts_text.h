// What a finding says and cites, taken from the facts: message placeholders and citations.
#pragma once

#include "auditor/assess/condition.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::assess {

// Replaces {dotted.path} by the value there: text as it is, lists joined by commas, nothing as "none", a missing
// value as "not known". Items that are objects are named by their explanation, text, name, id, path or url.
// Values are made printable and shortened. "{{" stands for a brace.
[[nodiscard]] std::string render_message(std::string_view text, const Scope& scope);

// Paths named by the placeholders of a message.
[[nodiscard]] std::vector<std::string_view> placeholders(std::string_view text);

// Citations found at or below a value: its own `evidence`, those of its items, or the value itself when it is one.
// Without repetition, at most `limit`.
void gather_citations(const Json& value, std::size_t limit, Json& out);

// A citation of something that should exist.
[[nodiscard]] Json missing_citation(std::string_view path);

}  // namespace auditor::assess
