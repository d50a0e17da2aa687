// `.eval_results/*.yaml`: figures of evaluations in files of their own, as the hub reads them.
#pragma once

#include "auditor/evidence/card/metadata_check.h"
#include "auditor/evidence/repository/repository.h"

#include <string>
#include <vector>

namespace auditor::evidence {

struct EvalResult {
  std::string dataset;  // hub id of the benchmark
  std::string task;     // of the benchmark; empty when it has one
  std::string value;
  std::string date;
  bool verified = false;  // signed by the hub; else the figure is a claim
  Citation citation;
};

struct EvalResults {
  std::vector<EvalResult> results;
  std::vector<std::pair<std::string, MetadataDeviation>> deviations;  // by path
};

[[nodiscard]] EvalResults read_eval_results(Repository& repository);

}  // namespace auditor::evidence
