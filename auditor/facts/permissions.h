// The fact `permissions`: what may be done with the model, from the terms of its weights, its parents and its code.
#pragma once

#include "auditor/core/json.h"
#include "auditor/core/result.h"

#include <string>
#include <vector>

namespace auditor::facts {

// What is said to who names a use that there is not: error usage, with the one that may have been meant.
[[nodiscard]] Error no_such_use(const std::string& use);

// {use: {answer, conditions, because}} of complete facts.
[[nodiscard]] Json permissions_json(const Json& facts);

// What the terms of the parents leave no room for: [{kind, declared, from, license, text, evidence}]
// (lineage.incompatible).
[[nodiscard]] Json incompatible_json(const Json& facts);

// Training data whose terms limit it, named apart: whether they reach the weights is disputed.
[[nodiscard]] Json limiting_data_json(const Json& facts);

}  // namespace auditor::facts
