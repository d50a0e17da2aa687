#include "auditor/evidence/card/model_fields.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>
#include <set>

namespace auditor::evidence {
namespace {

constexpr std::size_t longest_field = 60;

const WordSet& fields() {
  static const WordSet loaded = word_set(Packed::of_resource("rules/vocabulary/models.yaml"), "model_fields");
  return loaded;
}

}  // namespace

std::string model_field(const Block& block) {
  const bool row = block.kind == BlockKind::table_row;
  if (block.kind != BlockKind::list_item && block.kind != BlockKind::paragraph && !row) return {};
  const std::string lower =
      to_lower(row && !block.cells.empty() ? block.cells[0] : block.text.substr(0, longest_field));
  const std::size_t colon = row ? lower.size() : lower.find(':');
  if (colon == std::string::npos) return {};
  std::string field = lower.substr(0, colon);
  if (const auto open = field.find('('); open != std::string::npos) field = field.substr(0, open);
  field = std::string(trim(field));
  return fields().contains(field) ? field : std::string{};
}

int model_field_count(const Document& document) {
  std::set<std::string> seen;
  for (const Block& block : document.blocks)
    if (std::string field = model_field(block); !field.empty()) seen.insert(std::move(field));
  return static_cast<int>(seen.size());
}

bool among_model_fields(const Document& document, const Block& block) {
  if (block.section < 0) return false;
  const DocumentSection& section = document.sections[static_cast<std::size_t>(block.section)];
  std::set<std::string> others;
  for (std::size_t i = section.first_block; i < std::min(section.last_block, document.blocks.size()); ++i)
    if (&document.blocks[i] != &block)
      if (std::string field = model_field(document.blocks[i]); !field.empty() && field != "license")
        others.insert(std::move(field));
  return others.size() >= 2;
}

}  // namespace auditor::evidence
