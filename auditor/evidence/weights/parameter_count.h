// The number of parameters that a card states, held against what its weight files hold.
#pragma once

#include "auditor/evidence/repository/repository.h"
#include "auditor/evidence/weights/weight_files.h"

#include <optional>
#include <string>
#include <vector>

namespace auditor::evidence {

struct ParameterCount {
  std::optional<double> stated;  // by the card, when it states one figure
  Citations evidence;
  std::optional<bool> agrees;  // nothing: the weights were not read as a whole, or store something else than parameters
};

// `cards` are those of the repository's one model; `name` is its name, which may hold the figure ("Tiny-7B").
[[nodiscard]] ParameterCount count_parameters(Repository& repository, const std::vector<std::string>& cards,
                                              const std::string& name, const WeightFiles& weights);

}  // namespace auditor::evidence
