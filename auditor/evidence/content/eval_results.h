// `.eval_results/*.yaml`: figures of evaluations in files of their own, as the hub reads them.
#pragma once

#include "auditor/evidence/card/metadata_check.h"
#include "auditor/evidence/repository/repository.h"

#include <string>
#include <utility>
#include <vector>

namespace auditor::evidence {

struct EvalResult {
  std::string dataset;  // hub id of the benchmark
  std::string task;     // of the benchmark; empty when it has one
  std::string value;
  Citation citation;
};

using DeviationsByPath = std::vector<std::pair<std::string, MetadataDeviation>>;

struct EvalResults {
  std::vector<EvalResult> results;
  DeviationsByPath deviations;
};

[[nodiscard]] EvalResults read_eval_results(Repository& repository);

}  // namespace auditor::evidence
