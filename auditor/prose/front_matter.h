// The YAML metadata block at the start of a card (Hugging Face card metadata): where it is, and what it says.
#pragma once

#include "auditor/core/json.h"
#include "auditor/core/yaml.h"
#include "auditor/prose/markdown.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace auditor::evidence {

struct FrontMatterError {
  int line = 0;
  std::string message;
  bool limit = false;  // a bound was reached: what the metadata say is not known
};

struct FrontMatter {
  Json value;  // object; null when there is none or it is broken
  std::vector<FrontMatterError> errors;
  std::vector<YamlProblem> problems;               // not fatal: duplicate keys
  std::vector<std::pair<std::string, int>> lines;  // top-level key -> line
};

// Finds the block between two lines of ---. A lone --- before Markdown is none; an opening followed by a key and
// never closed is one that ends where the lines stop looking like YAML.
[[nodiscard]] FrontMatterSpan find_front_matter(std::string_view text);

// Reads the YAML of a block, or of a file that holds nothing else. Lines count from `first_line`.
[[nodiscard]] FrontMatter read_front_matter(std::string_view yaml, int first_line);

}  // namespace auditor::evidence
