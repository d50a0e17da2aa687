// Tables used as a card (Llama and Mitchell style): two columns, a section's name and its text.
#pragma once

#include "auditor/evidence/card/card.h"
#include "auditor/prose/markdown.h"

#include <cstddef>
#include <vector>

namespace auditor::evidence {

struct TableCard {
  std::vector<CardSection> sections;  // empty: the table holds data, not a card
  int words = 0;
};

// Index after the last row of the table that begins at block `first`.
[[nodiscard]] std::size_t table_end(const Document& document, std::size_t first);

// The rows [first, end) as sections.
[[nodiscard]] TableCard read_table_card(const Document& document, std::size_t first, std::size_t end);

}  // namespace auditor::evidence
