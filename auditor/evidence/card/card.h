// A model card (or dataset card): front matter, sections with their canonical meaning, placeholders.
// Facts: Hugging Face card metadata, Mitchell et al. 2019; vocabulary in rules/vocabulary/.
#pragma once

#include "auditor/core/json.h"
#include "auditor/prose/front_matter.h"
#include "auditor/prose/markdown.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::evidence {

struct CardSection {
  std::string heading;
  std::vector<std::string> sections;  // canonical: "intended-use", "bias-risks-limitations"…; empty when untitled
  int level = 1;
  int start_line = 0;
  int end_line = 0;
  int words = 0;  // of prose, tables included, placeholders not counted
  bool placeholder = false;
};

struct Card {
  std::string path;
  Json front_matter;           // object; null when there is none or it is broken
  int front_matter_start = 0;  // line of the opening ---; 0 when there is none
  std::vector<FrontMatterError> front_matter_errors;
  std::vector<YamlProblem> front_matter_problems;               // not fatal: duplicate keys
  std::vector<std::pair<std::string, int>> front_matter_lines;  // top-level key -> line
  std::vector<CardSection> sections;
  std::vector<int> enclosing;  // of each section the nearest one before it that is still open where it begins; -1
  Document document;           // for other readers of the same text

  // The line of a top-level key of the metadata; where the metadata opens when the key's own is not known.
  [[nodiscard]] int line_of(std::string_view key) const;

  // Calls `see` with every section that the lines lie in, the innermost first, until it answers true.
  template <class See>
  bool any_around(int start_line, int end_line, See see) const {
    const auto behind = std::upper_bound(sections.begin(), sections.end(), start_line,
                                         [](int line, const CardSection& s) { return line < s.start_line; });
    for (auto at = static_cast<int>(behind - sections.begin()) - 1; at >= 0;) {
      const auto index = static_cast<std::size_t>(at);
      if (end_line <= sections[index].end_line && see(sections[index])) return true;
      at = enclosing[index];
    }
    return false;
  }
};

[[nodiscard]] Card read_card(std::string_view path, std::string_view text);

// What `auditor inspect card --format json` says of one file, but for its bias.
[[nodiscard]] Json to_json(const Card& card);

}  // namespace auditor::evidence
