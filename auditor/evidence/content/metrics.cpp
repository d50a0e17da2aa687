#include "auditor/evidence/content/metrics.h"

#include "auditor/core/text.h"
#include "auditor/evidence/content/eval_results.h"
#include "auditor/prose/words.h"

#include <algorithm>
#include <array>

namespace auditor::evidence {
namespace {

constexpr std::size_t max_metrics = 200;
constexpr std::size_t max_cell = 80;

std::string scalar_text(const Json& object, const char* key) {
  if (!object.is_object() || !object.contains(key)) return {};
  const Json& value = object[key];
  if (value.is_string()) return ellipsize(printable(value.get<std::string>()), max_cell);
  return value.is_number() ? value.dump() : std::string{};
}

const Json& member(const Json& object, const char* key) {
  static const Json none;
  return object.is_object() && object.contains(key) ? object[key] : none;
}

void read_model_index(Repository& repository, const Card& card, std::vector<Metric>& metrics) {
  const Json& index = member(card.front_matter, "model-index");
  if (!index.is_array()) return;
  const int line = card.line_of("model-index");
  for (const Json& model : index) {
    for (const Json& result : member(model, "results")) {
      const std::string dataset = scalar_text(member(result, "dataset"), "name");
      for (const Json& metric : member(result, "metrics")) {
        const std::string name = scalar_text(metric, "type");
        const std::string value = scalar_text(metric, "value");
        if (name.empty() || value.empty() || metrics.size() >= max_metrics) continue;
        metrics.push_back({name, value, dataset, {repository.cite(card.path, line, line, "front-matter")}});
      }
    }
  }
}

// A figure as tables print it: "0.83", "83.1%", "**91.2**", "12.3 ± 0.4".
bool is_figure(std::string_view cell) {
  cell = trim(cell);
  if (cell.empty() || cell.size() > 20) return false;
  const bool starts = (cell[0] >= '0' && cell[0] <= '9') || cell[0] == '.' || cell[0] == '-' || cell[0] == '~';
  return starts && std::any_of(cell.begin(), cell.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool in_evaluation(const Card& card, const Block& block) {
  return card.any_around(block.start_line, block.end_line, [](const CardSection& s) {
    return std::find(s.sections.begin(), s.sections.end(), "evaluation") != s.sections.end();
  });
}

// The tables of a card: who their rows and columns speak of.
class TableMetrics {
 public:
  TableMetrics(Repository& repository, const ResultTables& tables, const Card& card, std::vector<Metric>& metrics)
      : repository_(repository), tables_(tables), card_(card), metrics_(metrics) {}

  void read() {
    for (const ResultTable& table : tables_.all()) read_table(table);
  }

 private:
  // Batch sizes and learning rates are settings, layers and dimensions sizes: no results.
  static bool is_setting(std::string_view cell) {
    static constexpr std::array<std::string_view, 22> words = {
        "batch",   "learning rate", "lr",           "epoch",   "step",     "layer",  "head", "hidden",
        "dim",     "vocab",         "param",        "context", "sequence", "warmup", "seed", "token",
        "dropout", "optimizer",     "weight decay", "gpu",     "size",     "length"};
    const std::string folded = fold_phrase(cell);
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
      return folded.starts_with(word) || folded.find(" " + std::string(word)) != std::string::npos;
    });
  }

  void read_table(const ResultTable& table) {
    const Block& header = *table.header;
    if (header.cells.size() < 2 || !in_evaluation(card_, *table.rows.front())) return;
    std::size_t models_in_head = 0;
    for (std::size_t c = 1; c < header.cells.size(); ++c)
      models_in_head += tables_.names_model(header.cells[c]) || tables_.is_own(header.cells[c]) ? 1 : 0;
    for (const Block* row : table.rows) {
      if (row->cells.size() < 2 || table.key >= row->cells.size() || is_setting(row->cells[0])) continue;
      if (models_in_head == 0 && table.rows_are_models && !tables_.is_own(row->cells[table.key])) continue;
      for (std::size_t c = 1; c < row->cells.size() && c < header.cells.size(); ++c) {
        if (c == table.key || !is_figure(row->cells[c]) || is_setting(header.cells[c])) continue;
        if (metrics_.size() >= max_metrics || (models_in_head > 0 && !tables_.is_own(header.cells[c]))) continue;
        add(header, *row, c, models_in_head > 0, table.rows_are_models);
      }
    }
  }

  void add(const Block& header, const Block& row, std::size_t c, bool models_in_head, bool models_in_rows) {
    const auto cell = [](const std::string& text) { return ellipsize(printable(trim(text)), max_cell); };
    // The axis that names models says of whom; the other one says what was measured.
    const std::string name = models_in_head ? cell(row.cells[0]) : cell(header.cells[c]);
    const std::string dataset = models_in_head || models_in_rows ? name : cell(row.cells[0]);
    metrics_.push_back({name,
                        cell(row.cells[c]),
                        dataset,
                        {repository_.cite(card_.path, row.start_line, row.end_line, "table", Confidence::medium)}});
  }

  Repository& repository_;
  const ResultTables& tables_;
  const Card& card_;
  std::vector<Metric>& metrics_;
};

}  // namespace

DeviationsByPath collect_eval_results(Repository& repository, std::vector<Metric>& metrics) {
  EvalResults found = read_eval_results(repository);
  for (EvalResult& result : found.results)
    if (metrics.size() < max_metrics)
      metrics.push_back({result.task.empty() ? result.dataset : result.task,
                         result.value,
                         result.dataset,
                         {std::move(result.citation)}});
  return std::move(found.deviations);
}

void collect_metrics(Repository& repository, const ResultTables& tables, const Card& card,
                     std::vector<Metric>& metrics) {
  read_model_index(repository, card, metrics);
  TableMetrics(repository, tables, card, metrics).read();
}

}  // namespace auditor::evidence
