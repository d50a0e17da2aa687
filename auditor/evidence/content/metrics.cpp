#include "auditor/evidence/content/metrics.h"

#include "auditor/core/text.h"
#include "auditor/evidence/content/eval_results.h"

#include <algorithm>

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

void read_tables(Repository& repository, const Card& card, std::vector<Metric>& metrics) {
  const Block* header = nullptr;
  for (const Block& block : card.document.blocks) {
    if (block.kind != BlockKind::table_row) {
      header = nullptr;
      continue;
    }
    if (block.header_row) {
      header = &block;
      continue;
    }
    if (header == nullptr || block.cells.size() < 2 || !in_evaluation(card, block)) continue;
    for (std::size_t i = 1; i < block.cells.size() && i < header->cells.size(); ++i) {
      if (!is_figure(block.cells[i]) || metrics.size() >= max_metrics) continue;
      const auto cell = [](const std::string& text) { return ellipsize(printable(trim(text)), max_cell); };
      metrics.push_back({cell(header->cells[i]),
                         cell(block.cells[i]),
                         cell(block.cells[0]),
                         {repository.cite(card.path, block.start_line, block.end_line, "table", Confidence::medium)}});
    }
  }
}

}  // namespace

void collect_eval_results(Repository& repository, std::vector<Metric>& metrics) {
  for (EvalResult& result : read_eval_results(repository).results)
    if (metrics.size() < max_metrics)
      metrics.push_back({result.task.empty() ? result.dataset : result.task,
                         result.value,
                         result.dataset,
                         {std::move(result.citation)}});
}

void collect_metrics(Repository& repository, const Card& card, std::vector<Metric>& metrics) {
  read_model_index(repository, card, metrics);
  read_tables(repository, card, metrics);
}

}  // namespace auditor::evidence
