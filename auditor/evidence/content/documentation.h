// Documentation beside and inside the card, item by item (rules/vocabulary/documentation.yaml), and metrics reported.
#pragma once

#include "auditor/evidence/content/code.h"
#include "auditor/evidence/content/eval_results.h"
#include "auditor/evidence/repository/links.h"

#include <map>
#include <string>
#include <vector>

namespace auditor::evidence {

struct DocumentationItem {
  Presence status = Presence::absent;
  std::string value;   // figure or text where one was read; else empty
  Citations evidence;  // at most 3
};

struct Metric {
  std::string name;
  std::string value;
  std::string dataset;
  Citations evidence;
};

struct Documentation {
  std::map<std::string, DocumentationItem> items;
  std::vector<Metric> metrics;  // in order of appearance; at most 200
  DeviationsByPath deviations;  // of files of results from what the hub reads
};

[[nodiscard]] Documentation collect_documentation(Repository& repository, const OwnNames& own,
                                                  const std::vector<std::string>& documents);

}  // namespace auditor::evidence
