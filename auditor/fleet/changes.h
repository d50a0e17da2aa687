// What changed between two results of one source: class, licence, terms, safety, documentation.
#pragma once

#include "auditor/core/json.h"

#include <string>
#include <vector>

namespace auditor::fleet {

// [{kind: class|licence|terms|safety|documentation, subject, before, after, direction: better|worse|changed}] between
// two result lines of either form; in that order of kinds, empty when nothing that is kept changed.
[[nodiscard]] Json changes_between(const Json& before, const Json& after);

[[nodiscard]] bool has_regression(const Json& changes);

struct FleetChanges {
  Json document;                   // {schema, from, to, same, added, removed, changed: [{input, changes}], …}
  bool regression = false;         // something got worse
  std::size_t broken = 0;          // lines of either file that are none of a fleet, and were not compared
  std::vector<std::string> notes;  // why changes may not be the sources' own
};

// The changes between two files of fleet lines, by source in the order of the later one. Errors: source, usage.
[[nodiscard]] Result<FleetChanges> compare_files(const std::string& before, const std::string& after);

// The document for people.
[[nodiscard]] std::string changes_as_text(const Json& document);

}  // namespace auditor::fleet
