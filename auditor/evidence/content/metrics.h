// Evaluation figures a card reports: front matter `model-index` and tables of its evaluation sections.
#pragma once

#include "auditor/evidence/content/documentation.h"

#include <vector>

namespace auditor::evidence {

// Appends to `metrics`, which holds at most 200.
void collect_metrics(Repository& repository, const Card& card, std::vector<Metric>& metrics);
// Those in files of their own: `.eval_results/*.yaml`.
void collect_eval_results(Repository& repository, std::vector<Metric>& metrics);

}  // namespace auditor::evidence
