// Makes hostile Markdown cheap to parse: cmark has inputs on which it takes quadratic time or memory (nested
// containers, wide tables, long link definitions). Lines are never added or removed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace auditor::evidence {

// The text, cut and flattened where a bound is reached; each bound reached is named in `problems`.
[[nodiscard]] std::string bound_markdown(std::string_view text, std::vector<std::string>& problems);

}  // namespace auditor::evidence
