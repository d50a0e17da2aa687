#include "auditor/evidence/card/table_card.h"

#include "auditor/core/text.h"
#include "auditor/prose/placeholder.h"
#include "auditor/prose/sections.h"
#include "auditor/prose/words.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

constexpr int row_level = 6;
constexpr int title_level = 5;
constexpr std::size_t longest_name = 80;

CardSection section_of(const Block& row, int level) {
  CardSection section;
  section.heading = std::string(trim(row.cells[0]));
  while (!section.heading.empty() && section.heading.back() == ':') section.heading.pop_back();
  section.sections = canonical_sections(section.heading);
  section.level = level;
  section.start_line = row.start_line;
  section.end_line = row.end_line;
  return section;
}

bool is_card_shaped(const Document& document, std::size_t first, std::size_t end) {
  const std::size_t columns = document.blocks[first].cells.size();
  if (columns == 0 || columns > 2) return false;
  std::size_t named = 0;
  for (std::size_t i = first; i < end; ++i) {
    const Block& row = document.blocks[i];
    if (row.cells.size() > columns || row.cells.empty()) return false;
    if (columns == 2 && row.cells[0].size() > longest_name) return false;
    if (row.header_row && !canonical_sections(row.cells[0]).empty()) return true;
    if (columns == 2 && !row.header_row && !canonical_sections(row.cells[0]).empty()) ++named;
  }
  return columns == 2 && named >= 3 && 2 * named >= end - first;
}

}  // namespace

std::size_t table_end(const Document& document, std::size_t first) {
  std::size_t end = first + 1;
  const auto& blocks = document.blocks;
  while (end < blocks.size() && blocks[end].kind == BlockKind::table_row && !blocks[end].header_row &&
         blocks[end].start_line <= blocks[end - 1].end_line + 3 && blocks[end].section == blocks[first].section)
    ++end;
  return end;
}

TableCard read_table_card(const Document& document, std::size_t first, std::size_t end) {
  TableCard out;
  if (!is_card_shaped(document, first, end)) return out;
  const int last_line = document.blocks[end - 1].end_line;
  for (std::size_t i = first; i < end; ++i) {
    const Block& row = document.blocks[i];
    const bool title = row.header_row;
    const bool single = row.cells.size() < 2;
    if (title && !trim(row.cells[0]).empty()) {
      out.sections.push_back(section_of(row, title_level));
      out.sections.back().end_line = last_line;
    }
    if (title) continue;
    const std::string_view value = single ? row.cells[0] : row.cells[1];
    Block text;
    text.text = std::string(value);
    const Filling filling = filling_of(text);
    const bool filled = filling == Filling::filled || !row.links.empty();
    const int words = filled ? static_cast<int>(Words(value).size()) : 0;
    out.words += words;
    if (!out.sections.empty()) out.sections.front().words += words;
    if (single || trim(row.cells[0]).empty()) continue;
    CardSection section = section_of(row, row_level);
    section.words = words;
    section.placeholder = !filled;
    out.sections.push_back(std::move(section));
  }
  return out;
}

}  // namespace auditor::evidence
