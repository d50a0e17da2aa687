// Whose figures a table of results gives: of this model, and of those it is held against.
#pragma once

#include "auditor/evidence/card/card.h"
#include "auditor/evidence/repository/links.h"

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::evidence {

// A table with the column whose cells name the models, where its rows are models.
struct ResultTable {
  const Block* header = nullptr;
  std::vector<const Block*> rows;
  std::size_t key = 0;           // the column that says what each row is of
  bool rows_are_models = false;  // its head says so, or a cell names a model
  bool has_own_row = false;
};

class ResultTables {
 public:
  ResultTables(const OwnNames& own, const Card& card);

  [[nodiscard]] const std::vector<ResultTable>& all() const { return tables_; }
  // "Wren-7B", "Ours": a cell that names this model.
  [[nodiscard]] bool is_own(std::string_view cell) const;
  // "GPT-4", "Llama-2-7B": a model, by the shape of its name.
  [[nodiscard]] static bool names_model(std::string_view cell);
  // A row of another model, beside rows of this one.
  [[nodiscard]] bool is_of_another(const Block& row) const { return of_others_.contains(&row); }

 private:
  void add(const Block& header, std::vector<const Block*> rows);

  std::vector<std::string> names_;
  std::vector<ResultTable> tables_;
  std::set<const Block*> of_others_;
};

}  // namespace auditor::evidence
