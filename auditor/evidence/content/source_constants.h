// Names that source code gives a constant text, one step deep: assignments, defaults of fields and of command-line
// arguments, fallbacks of environment variables. All take positions in the tokens of one file, with two more behind
// them.
#pragma once

#include "auditor/evidence/content/source_tokens.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace auditor::evidence {

using Assigned = std::pair<std::string, const Token*>;  // name and text; null when there is none

// What the name at `i` is given: name = "x", name: type = "x", add_argument("--name", default="x").
[[nodiscard]] Assigned assigned(const std::vector<Token>& tokens, std::size_t i);

// A text, or the default of os.getenv("X", "…"), os.environ.get(…), field(default="…"); null for anything else.
[[nodiscard]] const Token* constant(const std::vector<Token>& tokens, std::size_t at);

// Whether an open parenthesis stands close before, which makes `name = value` a keyword argument.
[[nodiscard]] bool inside_call(const std::vector<Token>& tokens, std::size_t i);

}  // namespace auditor::evidence
