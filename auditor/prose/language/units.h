// What a document says, cut into the pieces that are read one by one, each with what stands above it: the heading of a
// paragraph, the line that rules a list, the row and column of a cell.
#pragma once

#include "auditor/prose/markdown.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::language {

enum class UnitKind {
  prose,
  item,      // of a list
  open_box,  // "- [ ] publish the weights"
  done_box,
  cell,  // of a table: its row and column say what it is about
  pair,  // a row of two cells: a label and its value
  heading,
  comment,  // in code or HTML
  badge,    // label and value of a badge, or the words of an image
};

struct Unit {
  UnitKind kind = UnitKind::prose;
  std::string text;
  std::string_view heading;  // the nearest above; empty before the first
  std::string_view lead;     // item: the line with a colon, or without a stop, above its list
  std::string_view row;      // cell, pair: the first cell of its row
  std::string_view column;   // cell: the head of its column
  std::string_view corner;   // cell, pair: the head of the first column
  const evidence::Block* block = nullptr;
  int line = 0;        // of the unit; 1-based
  bool whole = false;  // `text` is the text of its block: offsets tell lines

  // Source line of the character at `offset` of `text`.
  [[nodiscard]] int line_at(std::size_t offset) const { return whole ? block->line_at(offset) : line; }
};

// In document order; views into `document`, which must outlive them. Front matter is not among them.
[[nodiscard]] std::vector<Unit> units_of(const evidence::Document& document);

}  // namespace auditor::language
