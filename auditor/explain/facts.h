// Pages of facts and of the values they may have, from schemas/facts.schema.json.
#pragma once

#include "auditor/assess/path_check.h"
#include "auditor/assess/rule_set.h"
#include "auditor/assess/verdict.h"
#include "auditor/explain/page.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::explain {

class FactPages {
 public:
  FactPages();

  // docs/facts.md.
  [[nodiscard]] Page all() const;

  // By path: "data.status"; an item of a list by number, "[]" or nothing ("data.datasets.license"), of a map by its
  // key.
  [[nodiscard]] std::optional<Page> fact(std::string_view path) const;

  // A value that facts or reports may have: a kind of doubt or conflict, a status.
  [[nodiscard]] std::optional<Page> value(std::string_view value) const;

  // What the schema says of one value of the fact or definition at this path ("#openness"); empty when nothing.
  [[nodiscard]] std::string meaning(std::string_view path, std::string_view value) const;

  // Every path, and every value of the enumerations.
  [[nodiscard]] std::vector<std::string> paths() const;
  [[nodiscard]] std::vector<std::string> values() const;

 private:
  [[nodiscard]] const Json* find(std::string_view path, std::string& shown) const;
  [[nodiscard]] std::string description(const Json& node) const;

  assess::FactsSchema facts_;
  Json report_;
};

// The rules of these sets and the requirements of the verdict that ask for the fact, added to its page.
void add_askers(const std::vector<std::shared_ptr<const assess::RuleSet>>& sets, const assess::VerdictList& verdict,
                Page& page);

}  // namespace auditor::explain
