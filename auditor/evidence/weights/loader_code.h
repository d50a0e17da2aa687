// Code that comes with a model and that a loader runs: named in configurations, or lying where a loader looks for it.
#pragma once

#include "auditor/evidence/repository/repository.h"

#include <string>
#include <vector>

namespace auditor::evidence {

struct LoaderCode {
  std::string path;
  std::string what;  // "auto_map names …", "a handler of inference endpoints"
  Citation evidence;
};

// In order of path; bounded.
[[nodiscard]] std::vector<LoaderCode> find_loader_code(Repository& repository);

}  // namespace auditor::evidence
