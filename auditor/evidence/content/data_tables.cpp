// Tables: of sources with their shares, of settings with a row for the data, of results by benchmark.
#include "auditor/core/text.h"
#include "auditor/evidence/content/data_collector.h"
#include "auditor/prose/words.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

using language::Reading;
using enum language::Concept;

struct Table {
  const Block* head = nullptr;
  std::vector<const Block*> rows;
  std::string_view heading;
  std::string_view before;  // the paragraph above, the note below
  std::string_view after;
  std::string words;  // all of it: what language it is in
};

bool is_row(const Block& block) { return block.kind == BlockKind::table_row; }

std::vector<Table> tables_of(const Document& document) {
  std::vector<Table> out;
  const auto& blocks = document.blocks;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (!is_row(blocks[i]) || !blocks[i].header_row) continue;
    Table table;
    table.head = &blocks[i];
    if (i > 0 && blocks[i - 1].kind == BlockKind::paragraph) table.before = blocks[i - 1].text;
    if (blocks[i].section >= 0) table.heading = document.sections[static_cast<std::size_t>(blocks[i].section)].heading;
    table.words = std::string(table.before) + " " + blocks[i].text;
    while (i + 1 < blocks.size() && is_row(blocks[i + 1]) && !blocks[i + 1].header_row) {
      const Block& row = blocks[++i];
      const bool note =
          std::count_if(row.cells.begin(), row.cells.end(), [](const std::string& c) { return !trim(c).empty(); }) == 1;
      if (note) table.after = row.text;  // a line right below the table
      else table.rows.push_back(&row);
      if (table.words.size() < 2000) table.words += " " + blocks[i].text;
    }
    if (i + 1 < blocks.size() && blocks[i + 1].kind == BlockKind::paragraph && blocks[i + 1].text.size() < 160 &&
        table.after.empty())
      table.after = blocks[i + 1].text;
    out.push_back(std::move(table));
  }
  return out;
}

std::string_view cell(const Block& row, std::size_t i) {
  return i < row.cells.size() ? trim(row.cells[i]) : std::string_view{};
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_of("0123456789") != std::string_view::npos &&
         text.find_first_not_of("0123456789.,%± +-()/*~") == std::string_view::npos;
}

class TableReader {
 public:
  TableReader(DataCollector& to, const Table& table)
      : to_(to), table_(table), language_(to.language_around(table.words)) {}

  void read() {
    if (table_.head->cells.size() < 2) return;
    context_ = role_around();
    corner_ = to_.role_of_label(cell(*table_.head, 0));
    compares_models_ = compares_models();
    if (read_columns()) return;
    own_column_ = own_column();
    source_table_ = is_source_table();
    for (const Block* row : table_.rows) read_row(*row);
  }

 private:
  [[nodiscard]] const Reading& reading(std::string_view text) const { return to_.read(text, language_); }

  // What the paragraph above, the heading or the note below says that the table is of.
  [[nodiscard]] std::optional<DataRole> role_around() const {
    for (const std::string_view text : {table_.before, table_.after}) {
      if (text.empty()) continue;
      const Reading& said = reading(text);
      if (has_concept(said, {reader, left_out, future})) continue;
      for (const auto& m : said.mentions()) {
        if (said.negated(m)) continue;
        if (is_training_word(m.what)) return DataRole::training;
        if (m.what == evaluated_on) return DataRole::evaluation;
      }
    }
    return table_.heading.empty() ? std::nullopt : to_.role_of_label(table_.heading);
  }

  [[nodiscard]] bool is_own(std::string_view text) const {
    const Reading& said = reading(text);
    return said.has(this_model) || said.has(own);
  }

  [[nodiscard]] bool is_other(std::string_view text) const {
    const Reading& said = reading(text);
    return said.has(other_model) && !said.has(this_model);
  }

  [[nodiscard]] DataPlace place(const Block& row) const { return {row.text, row.start_line, row.start_line}; }

  // The names of one cell; a cell that is nothing but one word in capitals is a name, too.
  void add_cell(const Block& row, std::string_view text, DataRole role) {
    const auto names = find_cell_names(reading(text), to_.own(), &row);
    for (const DataName& name : names) {
      std::string url = to_.url_of(name, text, &row);
      for (const std::string& other : row.cells)
        if (url.empty() && other.find("://") != std::string::npos) url = trim(other);
      to_.add_name(name.name, role, url, place(row));
    }
    if (!names.empty() || role != DataRole::training) return;
    if (reading(text).has(data_secret)) to_.add(DataFinding::Kind::secret, place(row));
    else if (text.size() > 20) to_.add(DataFinding::Kind::described, place(row));
  }

  // Heads that say what stands under them: "Trained on", "Benchmark", or the benchmarks themselves.
  bool read_columns() {
    bool found = false;
    for (std::size_t c = 1; c < table_.head->cells.size(); ++c) {
      const std::string_view head = cell(*table_.head, c);
      const Reading& said = reading(head);
      const auto role = role_of_head(said, head);
      if (role) found = read_column(c, *role) || found;
      else if (const auto names = find_cell_names(said, to_.own(), table_.head);
               names.size() == 1 && is_benchmark(names[0]) && has_own_result(c)) {
        to_.add_name(names[0].name, DataRole::evaluation, to_.url_of(names[0], head, table_.head), place(*table_.head));
        found = true;
      }
    }
    return found;
  }

  // "Supported datasets": what a library can load.
  [[nodiscard]] static bool speaks_of_support(std::string_view head) {
    const std::string folded = fold_phrase(head);
    return language::is_grammar_word("supported", std::string_view(folded).substr(0, folded.find(' ')));
  }

  [[nodiscard]] static std::optional<DataRole> role_of_head(const Reading& said, std::string_view head) {
    if (head.size() > 40 || speaks_of_support(head)) return std::nullopt;
    if (has_concept(said, {trained_on, learned_from})) return DataRole::training;
    return said.has(data) && !said.has(evaluated_on) ? std::optional(DataRole::training) : std::nullopt;
  }

  // Rows of other models say what those were trained on; rows of stages tell what each had.
  bool read_column(std::size_t c, DataRole role) {
    bool found = false;
    for (const Block* row : table_.rows) {
      const std::string_view text = cell(*row, c);
      const std::string_view key = cell(*row, 0);
      if (text.empty() || is_number(text)) continue;
      if (is_other(key) || (reading(cell(*table_.head, 0)).has(compares) && !is_own(key)) ||
          reading(cell(*table_.head, 0)).has(left_out)) {
        found = true;
        continue;
      }
      add_cell(*row, text, to_.role_of_label(key).value_or(role));
      found = true;
    }
    return found;
  }

  [[nodiscard]] bool is_benchmark(const DataName& name) const {
    return is_test_name(name.name) || context_ == DataRole::evaluation || corner_ == DataRole::evaluation ||
           compares_models_;
  }

  // Rows of this model and of others, with results between 0 and 100.
  [[nodiscard]] bool compares_models() const {
    const auto scored = [](const Block* row) {
      return row->cells.size() > 1 && cell(*row, 1).find('.') != std::string_view::npos && has_score(cell(*row, 1));
    };
    const bool others = std::any_of(table_.rows.begin(), table_.rows.end(), [&](const Block* row) {
      return language::has_model_shape(cell(*row, 0)) && !is_own(cell(*row, 0));
    });
    return others && std::all_of(table_.rows.begin(), table_.rows.end(), scored);
  }

  [[nodiscard]] bool has_own_result(std::size_t c) const {
    return std::any_of(table_.rows.begin(), table_.rows.end(), [&](const Block* row) {
      return is_number(cell(*row, c)) && (is_own(cell(*row, 0)) || table_.rows.size() == 1);
    });
  }

  void read_row(const Block& row) {
    const std::string_view key = cell(row, 0);
    const std::string_view value = cell(row, 1);
    const bool figures = is_number(value);
    // "training set | Burnet-2"
    if (const auto role = to_.role_of_label(key); role && !value.empty() && !figures && !is_size_row(key))
      return add_cell(row, value, *role);
    if (corner_ == DataRole::evaluation || context_ == DataRole::evaluation || own_column_) {
      const auto names = find_cell_names(reading(key), to_.own(), &row);
      const bool of_models = is_other(key) && language::has_model_shape(key);
      for (const DataName& name : names)
        if (!of_models && !is_own(key) && has_result(row) && (corner_ == DataRole::evaluation || is_benchmark(name)))
          to_.add_name(name.name, DataRole::evaluation, to_.url_of(name, key, &row), place(row));
      return;
    }
    if (source_table_ && !is_own(key)) add_cell(row, key, DataRole::training);
  }

  // "Training tokens | 1.2T" is no name.
  [[nodiscard]] bool is_size_row(std::string_view key) const {
    const Reading& said = reading(key);
    return !has_concept(said, {trained_on, learned_from, evaluated_on, data}) &&
           to_.role_of_label(key) == DataRole::training && key.find(' ') != std::string_view::npos;
  }

  [[nodiscard]] static bool has_result(const Block& row) {
    return std::any_of(row.cells.begin() + 1, row.cells.end(), [](const std::string& c) { return has_score(c); });
  }

  [[nodiscard]] bool own_column() const {
    const auto& heads = table_.head->cells;
    return std::any_of(heads.begin() + 1, heads.end(), [&](const std::string& h) { return is_own(h); });
  }

  // "| Source | Tokens |": under words of training, or with a column of shares.
  [[nodiscard]] bool is_source_table() const {
    if (context_ == DataRole::training || corner_ == DataRole::training) return true;
    const Reading& corner = reading(cell(*table_.head, 0));
    if (has_concept(corner, {trained_on, learned_from})) return true;
    if (!corner.has(data)) return false;
    const auto& heads = table_.head->cells;
    return std::any_of(heads.begin() + 1, heads.end(),
                       [&](const std::string& h) { return to_.role_of_label(h) == DataRole::training; });
  }

  DataCollector& to_;
  const Table& table_;
  language::Language language_;
  std::optional<DataRole> context_;
  std::optional<DataRole> corner_;
  bool compares_models_ = false;
  bool own_column_ = false;
  bool source_table_ = false;
};

}  // namespace

void read_data_tables(DataCollector& to) {
  for (const Table& table : tables_of(to.document().document()))
    if (!to.full()) TableReader(to, table).read();
}

}  // namespace auditor::evidence
