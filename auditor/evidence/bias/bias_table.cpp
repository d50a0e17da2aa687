#include "auditor/evidence/bias/bias_table.h"

#include "auditor/core/text.h"
#include "auditor/evidence/bias/bias_figures.h"

#include <algorithm>
#include <memory>
#include <vector>

namespace auditor::evidence {
namespace {

using M = Meaning;
using Row = std::vector<std::unique_ptr<Reading>>;

constexpr std::size_t most_cells = 4000;

// Groups a cell names by itself: where a table is by an attribute of people, weak values do.
std::set<std::string> cell_groups(const Reading& cell, bool by_attribute) {
  std::set<std::string> out = groups_in(cell);
  for (const Hit& hit : cell.hits())
    if (by_attribute && hit.meaning == M::group_weak) out.insert(cell.phrase(hit));
  return out;
}

class Table {
 public:
  Table(const Document& document, std::size_t first, std::size_t end, const Reading& caption, const BiasDocument& about,
        const BiasContext& context)
      : caption_(caption), about_(about), context_(context) {
    std::size_t cells = 0;
    for (std::size_t i = first; i < end && cells < most_cells; ++i) {
      const Block& block = document.blocks[i];
      Row row;
      for (const std::string& cell : block.cells) row.push_back(std::make_unique<Reading>(cell));
      cells += row.size();
      if (block.header_row && header_.empty() && rows_.empty()) {
        header_ = std::move(row);
      } else {
        rows_.push_back(std::move(row));
        blocks_.push_back(&block);
      }
    }
  }

  Judgement judge() {
    Judgement out;
    by_attribute_ =
        caption_.has_any(M::attribute, M::subject, M::bias) ||
        std::any_of(header_.begin(), header_.end(), [](const auto& cell) { return cell->has(M::attribute); });
    for (std::size_t i = 0; i < rows_.size(); ++i) judge_row(rows_[i], *blocks_[i], out);
    columns_by_group(out);
    if (out.level == 3 && context_.of_other_model) return other();
    if (out.level == 0 && other_figures_) return other();
    return out;
  }

 private:
  static Judgement other() {
    Judgement out;
    out.level = 2;
    out.kind = "figures-of-other-model";
    return out;
  }

  [[nodiscard]] const Reading* header(std::size_t column) const {
    return column < header_.size() ? header_[column].get() : nullptr;
  }

  // Columns that hold aims, counts, or another model's figures are no results of this one.
  [[nodiscard]] bool is_result_column(std::size_t column) const {
    const Reading* head = header(column);
    if (head == nullptr) return true;
    const bool aim = head->has(M::target) && !head->has_any(M::benchmark, M::metric);
    const bool count = head->has(M::counting) && !head->has(M::metric) && !head->has(M::benchmark);
    return !aim && !count && !names_other_model(*head, about_);
  }

  [[nodiscard]] bool measures(std::size_t column) const {
    const Reading* head = header(column);
    return head != nullptr && head->has_any(M::metric, M::benchmark);
  }

  void found(Judgement& out, const char* kind, const std::set<std::string>& groups) {
    out.level = 3;
    if (out.kind[0] == '\0') out.kind = kind;
    out.groups.insert(groups.begin(), groups.end());
  }

  void judge_row(const Row& row, const Block& block, Judgement& out) {
    bool benchmark = false;
    bool metric = false;
    bool attribute = false;
    bool aims = false;
    bool other_model = false;
    std::set<std::string> groups;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (is_figure_cell(block.cells[i]) && !(i == 0 && is_age_range(block.cells[0]))) continue;
      benchmark = benchmark || row[i]->has(M::benchmark);
      metric = metric || row[i]->has(M::metric);
      attribute = attribute || row[i]->has(M::attribute);
      aims = aims || (i > 0 && row[i]->has(M::target));
      other_model = other_model || (i < 2 && names_other_model(*row[i], about_));
      groups.merge(cell_groups(*row[i], by_attribute_));
      if (i == 0 && is_age_range(block.cells[0]) && age_column()) groups.insert(std::string(trim(block.cells[0])));
    }
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (!is_figure_cell(block.cells[i]) || (i == 0 && row.size() > 1) || !is_result_column(i)) continue;
      const Reading* head = header(i);
      const bool by_benchmark = benchmark || (head != nullptr && head->has(M::benchmark));
      const bool by_group = !groups.empty() && (metric || measures(i) || (caption_.has(M::metric) && !counts(i)));
      const bool by_attribute = attribute && !groups_only_counted(i) && !aims &&
                                (caption_.has_any(M::bias, M::subject, M::benchmark) || context_.subject_heading) &&
                                (measures(i) || !counts(i));
      if (!by_benchmark && !by_group && !by_attribute) continue;
      if (by_benchmark && aims && row.size() <= 2) continue;
      if (other_model) {
        other_figures_ = true;
        continue;
      }
      found(out, by_benchmark ? "benchmark-figure" : "measured-by-group", groups);
    }
  }

  [[nodiscard]] bool age_column() const {
    const Reading* head = header(0);
    return caption_.has(M::attribute) || (head != nullptr && head->has(M::attribute));
  }

  [[nodiscard]] bool counts(std::size_t column) const {
    const Reading* head = header(column);
    return head != nullptr && head->has(M::counting);
  }

  [[nodiscard]] bool groups_only_counted(std::size_t column) const { return counts(column) && !measures(column); }

  // Two or more groups as columns: "Male | Female".
  void columns_by_group(Judgement& out) {
    std::set<std::string> groups;
    std::vector<std::size_t> columns;
    for (std::size_t i = 1; i < header_.size(); ++i) {
      auto named = cell_groups(*header_[i], by_attribute_);
      if (named.empty() && is_age_range(header_[i]->words().source()) && caption_.has(M::attribute))
        named.insert(std::string(header_[i]->words().source()));
      if (named.empty() || !is_result_column(i)) continue;
      columns.push_back(i);
      groups.merge(named);
    }
    if (groups.size() < 2) return;
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      const bool metric = (!rows_[r].empty() && rows_[r][0]->has_any(M::metric, M::benchmark)) ||
                          caption_.has_any(M::metric, M::benchmark);
      const bool count = !rows_[r].empty() && rows_[r][0]->has(M::counting) && !rows_[r][0]->has(M::metric);
      const bool other_row = !rows_[r].empty() && names_other_model(*rows_[r][0], about_);
      for (const std::size_t column : columns) {
        if (!metric || count || column >= blocks_[r]->cells.size() || !is_figure_cell(blocks_[r]->cells[column]))
          continue;
        if (other_row) other_figures_ = true;
        else found(out, "measured-by-group", groups);
      }
    }
  }

  const Reading& caption_;
  const BiasDocument& about_;
  const BiasContext& context_;
  Row header_;
  std::vector<Row> rows_;
  std::vector<const Block*> blocks_;
  bool other_figures_ = false;
  bool by_attribute_ = false;
};

}  // namespace

Judgement judge_table(const Document& document, std::size_t first, std::size_t end, const Reading& caption,
                      const BiasDocument& about, const BiasContext& context) {
  return Table(document, first, end, caption, about, context).judge();
}

}  // namespace auditor::evidence
