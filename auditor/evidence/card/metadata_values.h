// Values of a card's metadata that have a shape of their own: what the hub refuses in them, and what was meant.
#pragma once

#include "auditor/core/json.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::evidence {

struct ValueProblem {
  std::string message;     // one sentence
  std::string suggestion;  // what was meant; empty when nobody can tell
};

// name; results with task.type, dataset.type and name, metrics with type and value; source.url where a source is given.
[[nodiscard]] std::vector<ValueProblem> check_model_index(const Json& index);
// Grams as a number, or a map with `emissions`.
[[nodiscard]] std::vector<ValueProblem> check_emissions(const Json& value);
// A code of ISO 639, "multilingual" or "code", with a region or script behind it.
[[nodiscard]] std::vector<ValueProblem> check_languages(const Json& value);
// Ids of models or data sets: "name", "owner/name"; one, or a list.
[[nodiscard]] std::vector<ValueProblem> check_ids(std::string_view key, const Json& value);
// One id of another model.
[[nodiscard]] std::vector<ValueProblem> check_new_version(const Json& value);

// Whether the text is an id as the hub gives it.
[[nodiscard]] bool is_hub_id(std::string_view text);

}  // namespace auditor::evidence
