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

// "A AND B" of distinct expressions, sorted; an operand with OR gets parentheses. Empty for no input.
[[nodiscard]] std::string join_and(const std::vector<std::string>& expressions);

}  // namespace auditor::licenses
