// Evaluation figures a card reports of its own model: front matter `model-index`, and of the tables of its evaluation
// sections the rows or columns of this model, never those of others.
#pragma once

#include "auditor/evidence/content/documentation.h"
#include "auditor/evidence/content/result_tables.h"

#include <vector>

namespace auditor::evidence {

// Appends to `metrics`, which holds at most 200.
void collect_metrics(Repository& repository, const ResultTables& tables, const Card& card,
                     std::vector<Metric>& metrics);
// Those in files of their own, `.eval_results/*.yaml`; gives what the hub does not take of them.
[[nodiscard]] DeviationsByPath collect_eval_results(Repository& repository, std::vector<Metric>& metrics);

}  // namespace auditor::evidence
