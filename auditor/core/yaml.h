// YAML read into the same Json type as everything else, hardened for untrusted input: size, depth, node count
// and alias expansion are bounded; duplicate keys are reported; errors carry lines.
#pragma once

#include "auditor/core/json.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace auditor {

struct YamlLimits {
  std::size_t bytes = 4U << 20U;
  std::size_t depth = 64;
  std::size_t nodes = 200'000;        // after alias expansion
  std::size_t expanded = 16U << 20U;  // bytes of keys and values after alias expansion, and of the pointers to them
};

struct YamlProblem {
  int line = 0;  // 1-based
  std::string message;
};

struct YamlDocument {
  Json value;
  std::map<std::string, int> lines;   // JSON pointer ("/rules/0/id") -> 1-based line of the key or item
  std::vector<YamlProblem> problems;  // not fatal: duplicate keys (the last one holds)

  // Line of the nearest known ancestor of `pointer`; 0 when unknown.
  [[nodiscard]] int line_of(std::string pointer) const;
};

// Plain scalars become null, booleans, integers or doubles as in YAML 1.2's core schema; quoted ones stay text.
// `first_line` is added to every line, for YAML that lies inside another file.
[[nodiscard]] Result<YamlDocument> parse_yaml(std::string_view text, std::string_view path,
                                              const YamlLimits& limits = {}, int first_line = 1);

}  // namespace auditor
