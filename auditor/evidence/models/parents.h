// Models that one repository says it was made from, gathered from every trace, each id once a document.
#pragma once

#include "auditor/evidence/models/lineage.h"
#include "auditor/evidence/repository/repository.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::evidence {

class ParentList {
 public:
  explicit ParentList(Repository& repository) : repository_(repository) {}

  // Takes the id as it is written (an address, a revision, a folder that names a family) and looks up its terms.
  void add(Parent parent);
  [[nodiscard]] std::vector<Parent> take() { return std::move(parents_); }
  [[nodiscard]] bool has_of(std::string_view document) const;
  [[nodiscard]] bool full() const;

 private:
  void look_up(Parent& parent) const;

  Repository& repository_;
  std::vector<Parent> parents_;
};

// What metadata, tools and recipes of a document declare.
void read_declared_bases(Repository& repository, const std::string& document, ParentList& parents);
// What configurations, adapters, recipes and the metadata of weight files say.
void read_configured_bases(Repository& repository, const WeightFiles& weights, ParentList& parents);
// What the sentences, tables and commands of a document say.
void read_said_bases(Repository& repository, const OwnNames& own, const std::string& document, ParentList& parents);
// Families with terms of their own that the names of the repository, of its card and of its files tell of.
[[nodiscard]] std::vector<PossibleBase> read_names(Repository& repository, const std::vector<std::string>& documents,
                                                   const WeightFiles& weights);

}  // namespace auditor::evidence
