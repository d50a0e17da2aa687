// Pages of facts and of the values they may have, from schemas/facts.schema.json.
#pragma once

#include "auditor/assess/library.h"
#include "auditor/core/result.h"
#include "auditor/explain/page.h"

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
  [[nodiscard]] const Json* resolve(const Json* node) const;
  [[nodiscard]] const Json* find(std::string_view path, std::string& shown) const;
  [[nodiscard]] std::string description(const Json& node) const;

  Json schema_;
  Json report_;
};

// The rules and the requirements of the verdict that ask for the fact, added to its page.
[[nodiscard]] Result<void> add_askers(assess::Library& library, Page& page);

}  // namespace auditor::explain
