// From a snapshot to the facts document (schemas/facts.schema.json): runs every collector once and composes their
// results.
#pragma once

#include "auditor/core/json.h"
#include "auditor/source/snapshot.h"

#include <set>
#include <string>
#include <vector>

namespace auditor::facts {

struct Options {
  std::vector<const source::Snapshot*> related;  // `--with`: local repositories that may be base models or data sets
  Json answers = Json::object();                 // facts asserted in the configuration: {path: {value, link, owner}}
  std::set<std::string> asked_answers = {};      // names of judgements that rules ask for; other names are refused
};

[[nodiscard]] Json build(const source::Snapshot& snapshot, const Options& options = {});

}  // namespace auditor::facts
