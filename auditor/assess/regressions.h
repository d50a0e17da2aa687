// What got worse against an earlier report, as findings of the set "baseline": a gate blocks and names it, a waiver can
// let it pass.
#pragma once

#include "auditor/assess/assess.h"
#include "auditor/assess/changes.h"

namespace auditor::assess {

// Errors: the verdict, terms or availability of a part. Warnings: documentation and framework levels. Notes: terms that
// changed without getting worse. Findings themselves are compared by apply_baseline().
void add_regressions(Assessment& assessment, const std::vector<Change>& changes);

}  // namespace auditor::assess
