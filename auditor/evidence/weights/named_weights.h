// Weights by what is said of them and by what they hold, where their names do not tell.
#pragma once

#include "auditor/evidence/repository/repository.h"
#include "auditor/formats/inspect.h"

#include <functional>
#include <set>
#include <string>

namespace auditor::evidence {

// Files that a card or README names as the trained model: "The network is in `ncnn/upscale.bin`."
[[nodiscard]] std::set<std::string, std::less<>> named_weight_files(Repository& repository);

// A picture or a text under a name of weights, or a container without a tensor.
[[nodiscard]] bool holds_no_weights(const Repository& repository, const source::Entry& entry,
                                    const formats::Inspection& inspection);

}  // namespace auditor::evidence
