// The fact `permissions`: what may be done with the model, from the terms of its weights, its parents and its code.
#pragma once

#include "auditor/core/json.h"

#include <string>
#include <vector>

namespace auditor::facts {

// {use: {answer, conditions, because}} of complete facts.
[[nodiscard]] Json permissions_json(const Json& facts);

// What who does these uses owes, each held against the repository: [{kind, text, status, evidence}].
[[nodiscard]] Json owed_json(const Json& facts, const std::vector<std::string>& uses);

// Training data whose terms limit it, named apart: whether they reach the weights is disputed.
[[nodiscard]] Json limiting_data_json(const Json& facts);

}  // namespace auditor::facts
