// Text as a reader sees it: look-alike letters become those they pass for, what is invisible goes, entities that stand
// for letters and blanks become characters. Lines stay lines.
#pragma once

#include <string>

namespace auditor::licenses {

// `text` is UTF-8. Text of ASCII without entities and tags inside words comes back as it is.
[[nodiscard]] std::string fold_lookalikes(std::string text);

}  // namespace auditor::licenses
