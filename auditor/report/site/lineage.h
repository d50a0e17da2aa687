// Bases and what was made from them, over all lines: a table of edges and a picture of the largest families.
#pragma once

#include "auditor/report/site/columns.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace auditor::report::site {

class Lineage {
 public:
  void add(const Entry& entry, std::string_view kind);  // `kind`: the class
  // The model of the lineage in templates/site/charts.html.
  [[nodiscard]] Json model() const;
  [[nodiscard]] std::string csv() const;  // derivative, relation, base, page, class

 private:
  struct Node {
    std::string name, page, kind;  // page and kind are empty for a base that is no line
    std::vector<int> children;     // by the order of the lines
    int parents = 0;
  };
  struct Edge {
    int child, base;
    std::string relation;
  };
  // A node with the place it has in a picture: columns from the left, rows from above.
  struct Spot {
    int node, depth, row;
  };
  [[nodiscard]] int node_of(const std::string& name);
  [[nodiscard]] const Node& node_at(int index) const { return nodes_[static_cast<std::size_t>(index)]; }
  [[nodiscard]] std::vector<std::vector<int>> components() const;
  [[nodiscard]] std::map<int, int> depths(const std::vector<int>& component) const;
  [[nodiscard]] std::vector<Spot> laid_out(const std::vector<int>& component) const;
  [[nodiscard]] Json spot_model(int index, double x, double y) const;
  [[nodiscard]] Json picture(const std::vector<int>& component) const;
  [[nodiscard]] Json most_used() const;

  std::map<std::string, int> by_name_;  // lower case
  std::vector<Node> nodes_;
  std::vector<Edge> edges_;
  std::size_t left_out_ = 0;
};

}  // namespace auditor::report::site
