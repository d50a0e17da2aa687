#include "auditor/evidence/licensing/pattern_examples.h"

#include "auditor/core/packed.h"
#include "auditor/evidence/licensing/terms_reader.h"
#include "auditor/evidence/repository/license_mentions.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

// Whether the sentence restricts at all, and whether by this pattern.
std::pair<bool, bool> found_in(std::string_view sentence, std::string_view pattern) {
  const Document document = parse_markdown("# Wren\n\n" + std::string(sentence) + "\n");
  const language::DocumentReading reading(document, {{"wren"}, "nest"}, find_license_names);
  const std::vector<TermFinding> found = read_terms(reading);
  const bool by_it = std::any_of(found.begin(), found.end(), [&](const TermFinding& f) { return f.kind == pattern; });
  return {!found.empty(), by_it};
}

}  // namespace

std::vector<PatternExample> test_patterns() {
  std::vector<PatternExample> out;
  for (const Packed& pattern : Packed::of_resource("rules/language/patterns.yaml").at("terms").list()) {
    const std::string id(pattern.at("id").text());
    const auto try_all = [&](std::string_view key, bool finds) {
      std::size_t index = 0;
      for (const std::string_view sentence : pattern.at("examples").at(key).texts()) {
        const auto [any, by_it] = found_in(sentence, id);
        out.push_back({id, index++, finds, finds ? any : !by_it});
      }
    };
    try_all("finds", true);
    try_all("finds_nothing", false);
  }
  return out;
}

}  // namespace auditor::evidence
