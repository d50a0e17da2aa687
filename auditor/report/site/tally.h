// What the charts count, line by line.
#pragma once

#include "auditor/report/site/columns.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace auditor::report::site {

class Tally {
 public:
  explicit Tally(const std::vector<Column>& columns) : columns_(columns), counts_(columns.size()) {}
  void add(const Entry& entry, const std::vector<Cell>& cells);
  // The model of templates/site/charts.html, without the lineage.
  [[nodiscard]] Json charts() const;
  [[nodiscard]] std::int64_t total() const { return total_; }

 private:
  struct Family {
    std::int64_t models = 0;
    std::int64_t disagreeing = 0;  // models with a conflict of label and text
    std::map<std::string, std::int64_t> kinds;
  };
  [[nodiscard]] Json bars(const char* id, const char* title, std::string note = {}) const;
  [[nodiscard]] Json answers() const;
  [[nodiscard]] Json classes_by_bias() const;
  [[nodiscard]] Json conflicts_by_family() const;
  [[nodiscard]] Json conflicts_by_kind() const;
  [[nodiscard]] std::size_t column(std::string_view id) const;

  const std::vector<Column>& columns_;
  std::vector<std::map<std::string, std::int64_t>> counts_;  // by column, then value; "" where the line says nothing
  std::map<std::pair<int, int>, std::int64_t> class_and_bias_;
  std::map<std::string, Family> families_;
  std::int64_t total_ = 0;
};

}  // namespace auditor::report::site
