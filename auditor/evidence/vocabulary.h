// Word lists from rules/vocabulary/, turned into sets once, for collectors that decide by names.
#pragma once

#include "auditor/core/json.h"

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace auditor::evidence {

using WordSet = std::unordered_set<std::string>;

// The strings of a JSON array; empty for anything else.
[[nodiscard]] std::vector<std::string> string_list(const Json& document, std::string_view key);
[[nodiscard]] WordSet word_set(const Json& document, std::string_view key);

// "trainGpt2_loop-v2.py" -> train, gpt2, loop, v2 (lower case, extension dropped).
[[nodiscard]] std::vector<std::string> name_words(std::string_view path);

// ".PY" -> "py"; empty when the name has none.
[[nodiscard]] std::string extension_of(std::string_view path);

// The first of `phrases` found in `lower` (already lower case) at a word start; npos when none.
[[nodiscard]] std::size_t find_phrase(std::string_view lower, std::string_view phrase);
[[nodiscard]] const std::string* first_phrase(std::string_view lower, const std::vector<std::string>& phrases);

// Host of an http(s) URL in lower case without "www."; empty for anything else.
[[nodiscard]] std::string url_host(std::string_view url);

}  // namespace auditor::evidence
