// The columns of the site's table and of models.csv: one list, so that both say the same.
#pragma once

#include "auditor/report/labels.h"
#include "auditor/report/site/entry.h"

#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

namespace auditor::report::site {

enum class Kind { text, code, number, date, choice };  // code: text set in a fixed width

struct Choice {
  std::string id;
  std::string title;
  Tone tone = Tone::unknown;
};

// Nothing: the line does not say. Of a choice, the id.
using Cell = std::variant<std::monostate, std::int64_t, std::string>;

struct Column {
  std::string id;
  std::string title;
  Kind kind = Kind::text;
  bool shown = false;  // at first
  bool facet = false;  // can be filtered by its values
  std::vector<Choice> choices;
  std::function<Cell(const Entry&)> read;
};

[[nodiscard]] std::vector<Column> make_columns();

// The choice of a column that a cell names: its place, or -1 for nothing. An id that is none of them is the last one,
// which is the most cautious of each column.
[[nodiscard]] int choice_of(const Column& column, const Cell& cell);

[[nodiscard]] std::string csv_head(const std::vector<Column>& columns);
[[nodiscard]] std::string csv_line(const std::vector<Column>& columns, const std::vector<Cell>& cells);

// {columns: [...]} as the table's script reads it, and one row of it.
[[nodiscard]] Json columns_json(const std::vector<Column>& columns);
[[nodiscard]] Json row_json(const std::vector<Column>& columns, const std::vector<Cell>& cells);

}  // namespace auditor::report::site
