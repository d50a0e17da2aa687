// The pages that explain an id a report prints.
#pragma once

#include "auditor/assess/library.h"
#include "auditor/core/result.h"
#include "auditor/explain/page.h"

#include <string>
#include <vector>

namespace auditor::explain {

// A rule ("licensing/license-present", "license-present"), a rule set or its level ("mof-1.0/III"), a class of the
// verdict or what it asks for, a fact by its path, a licence or an expression of several, a use or condition, a bound
// of
// --limit, a value that facts may have, and any other word that reports print (rules/vocabulary/words.yaml). An id that
// is several of them has several pages. Error: usage, with what may have been meant.
[[nodiscard]] Result<std::vector<Page>> find_pages(const std::string& id, assess::Library& library,
                                                   const std::vector<std::string>& more_sets = {});

// Every id there is a page for: for suggestions, and to be walked over by a test.
[[nodiscard]] Result<std::vector<std::string>> all_ids(assess::Library& library,
                                                       const std::vector<std::string>& more_sets = {});

}  // namespace auditor::explain
