// What became more or less open or documented between two reports of one repository.
#pragma once

#include "auditor/core/json.h"

#include <string>
#include <vector>

namespace auditor::assess {

enum class Direction { better, worse, changed };
[[nodiscard]] std::string_view to_string(Direction direction);

struct Change {
  std::string subject;  // "verdict", "weights licence", "card section intended-use", "mof-1.0 class"…
  std::string before;   // "" when there was nothing
  std::string after;
  Direction direction = Direction::changed;
  Json evidence = Json::array();  // citations of the later report, or of the earlier one for what is gone
};

// In the order verdict, scopes, bias, levels, card, findings; empty when nothing that is judged changed.
[[nodiscard]] std::vector<Change> compare_reports(const Json& before, const Json& after);

[[nodiscard]] bool has_regression(const std::vector<Change>& changes);

// {from: source, to: source, changes: [{subject, before, after, direction, evidence}], regression}.
[[nodiscard]] Json to_json(const std::vector<Change>& changes, const Json& before, const Json& after);

}  // namespace auditor::assess
