// The examples inside rules/language/patterns.yaml, read as documents about a model called Wren.
#pragma once

#include <string>
#include <vector>

namespace auditor::evidence {

struct PatternExample {
  std::string pattern;
  std::size_t index = 0;  // among those that find, or those that find nothing
  bool finds = false;     // what is expected
  bool ok = false;
};

[[nodiscard]] std::vector<PatternExample> test_patterns();

}  // namespace auditor::evidence
