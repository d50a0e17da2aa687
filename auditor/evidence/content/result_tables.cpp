#include "auditor/evidence/content/result_tables.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/evidence/content/own_name.h"
#include "auditor/prose/language/names.h"
#include "auditor/prose/vocabulary.h"
#include "auditor/prose/words.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

std::string clean(std::string_view cell) {
  std::string out;
  for (const char c : trim(cell))
    if (c != '*' && c != '`') out.push_back(c);
  return out;
}

// "| Model | …", "| 模型 | …"
bool heads_models(std::string_view cell) {
  static const WordSet heads = [] {
    WordSet folded;
    for (const std::string_view head :
         Packed::of_resource("rules/vocabulary/documentation.yaml").at("model_columns").texts())
      folded.insert(fold_phrase(head));
    return folded;
  }();
  constexpr std::size_t longest = 60;  // bytes
  return cell.size() <= longest && heads.contains(fold_phrase(clean(cell)));
}

}  // namespace

ResultTables::ResultTables(const OwnNames& own, const Card& card) : names_(plain_own_names(own, card)) {
  const auto& blocks = card.document.blocks;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (blocks[i].kind != BlockKind::table_row || !blocks[i].header_row) continue;
    std::vector<const Block*> rows;
    while (i + rows.size() + 1 < blocks.size()) {
      const Block& row = blocks[i + rows.size() + 1];
      if (row.kind != BlockKind::table_row || row.header_row) break;
      rows.push_back(&row);
    }
    if (!rows.empty()) add(blocks[i], std::move(rows));
  }
}

bool ResultTables::is_own(std::string_view cell) const {
  const std::string plain = letters_and_digits(to_lower(cell));
  if (plain == "our" || plain.ends_with("ours") || plain.starts_with("ours")) return true;
  return begins_with_own_name(cell, names_);
}

bool ResultTables::names_model(std::string_view cell) { return language::has_model_shape(clean(cell)); }

void ResultTables::add(const Block& header, std::vector<const Block*> rows) {
  ResultTable table{&header, std::move(rows)};
  const auto head = std::find_if(header.cells.begin(), header.cells.end(), heads_models);
  const bool headed = head != header.cells.end();
  if (headed) table.key = static_cast<std::size_t>(head - header.cells.begin());
  const auto key_holds = [&](const Block* row, const auto& holds) {
    return table.key < row->cells.size() && holds(row->cells[table.key]);
  };
  const auto own = [&](const Block* row) { return key_holds(row, [&](const auto& c) { return is_own(c); }); };
  table.has_own_row = std::any_of(table.rows.begin(), table.rows.end(), own);
  table.rows_are_models =
      headed || table.has_own_row ||
      std::any_of(table.rows.begin(), table.rows.end(), [&](const Block* row) { return key_holds(row, names_model); });
  // "| Task | Wren | Heron |": every row is of all of them.
  bool columns_are_models = false;
  for (std::size_t c = 0; c < header.cells.size(); ++c)
    columns_are_models =
        columns_are_models || (c != table.key && (is_own(header.cells[c]) || names_model(header.cells[c])));
  if (table.has_own_row && !columns_are_models)
    for (const Block* row : table.rows)
      if (!own(row)) of_others_.insert(row);
  tables_.push_back(std::move(table));
}

}  // namespace auditor::evidence
