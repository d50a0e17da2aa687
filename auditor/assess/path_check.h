// Whether a path of a rule exists in schemas/facts.schema.json, so that a typo is an error and not an eternal
// "unknown".
#pragma once

#include "auditor/core/json.h"

#include <string>
#include <string_view>

namespace auditor::assess {

class FactsSchema {
 public:
  FactsSchema();

  // What is wrong with the path, or nothing. `item_of` is the list (or map) whose items `item.…` means; `list` is the
  // list whose items an unprefixed path is relative to, empty for the facts' root. Both may hold "*" steps.
  [[nodiscard]] std::string problem(std::string_view path, std::string_view item_of, std::string_view list = {}) const;

  [[nodiscard]] const Json& document() const { return schema_; }
  // A node without what stands between it and its type: references, and "null or something".
  [[nodiscard]] const Json* resolve(const Json* node) const;

 private:
  [[nodiscard]] const Json* step(const Json* node, std::string_view key, std::string& problem) const;
  // Null with a problem, or null without one where anything is allowed.
  [[nodiscard]] const Json* walk(const Json* node, std::string_view path, std::string& problem) const;

  Json schema_;
};

}  // namespace auditor::assess
