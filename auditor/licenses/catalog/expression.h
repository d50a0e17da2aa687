// SPDX licence expressions (SPDX specification 3.0.1, annex B): parsed, printed, evaluated.
#pragma once

#include "auditor/core/result.h"

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::licenses {

struct Expression {
  enum class Kind { license, with, all, any };  // leaf, leaf WITH exception, AND, OR
  Kind kind = Kind::license;
  std::string id;  // licence id with the catalogue's case; "+" kept as `or_later`
  bool or_later = false;
  std::string exception;             // Kind::with
  std::vector<Expression> operands;  // all, any

  [[nodiscard]] std::string str() const;  // canonical text; operands keep their order
};

// Case-insensitive operators and ids; unknown ids are kept and reported by `unknown`. Error: malformed.
[[nodiscard]] Result<Expression> parse_expression(std::string_view text);

// Every licence and exception id, each once, in order of appearance.
[[nodiscard]] std::vector<std::string> ids_of(const Expression& expression);

// Whether every operand of AND in `part` is one of `expression`: "MIT AND CC-BY-NC-4.0" holds "MIT", "MIT OR Zlib" does
// not, nor does "AGPL-3.0-only" hold "GPL-3.0-only". What cannot be parsed holds only the same text.
[[nodiscard]] bool holds(std::string_view expression, std::string_view part);

// Whether every licence and exception of `part` is named in `expression`, in whatever choice.
[[nodiscard]] bool names(std::string_view expression, std::string_view part);

// Whether `part` adds nothing to `expression`: a choice covers each licence in it, but not several at once.
[[nodiscard]] bool covers(std::string_view expression, std::string_view part);

// "A AND B" of distinct expressions, sorted; an operand with OR gets parentheses. Empty for no input.
[[nodiscard]] std::string join_and(const std::vector<std::string>& expressions);

}  // namespace auditor::licenses
