// What a machine can mend of a report's findings. Each change is judged before it is kept: it must help, and nothing
// else may get worse by it.
#pragma once

#include "auditor/assess/assess.h"
#include "auditor/core/json.h"
#include "auditor/fix/mend.h"

#include <functional>
#include <string>
#include <vector>

namespace auditor::fix {

struct Step {
  std::string rule;
  std::string outcome;  // mended, in-part, skeleton, left
  std::string what;     // what was written, or why it is left to a person
};

struct Plan {
  Files files;  // as they are to be written
  std::vector<Step> steps;
};

// The report document of a snapshot.
using Judge = std::function<Json(const source::Snapshot&)>;

// `rules`: only these, by id; empty: every one that failed and can be mended. `repositories`: the audited one first.
[[nodiscard]] Plan make_plan(const std::vector<const source::Snapshot*>& repositories, const notice::Texts& texts,
                             const assess::AssessOptions& options, const std::vector<std::string>& rules,
                             const Judge& judge);

}  // namespace auditor::fix
