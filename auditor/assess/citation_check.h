// The citations of a saved report, looked up in its repository.
#pragma once

#include "auditor/assess/verification.h"

#include <map>
#include <string>

namespace auditor::assess {

struct CitationOptions {
  std::map<std::string, std::string> outside;  // text of files beside the repository that a report may cite: a policy
  bool may_have_changed = false;               // a work tree or folder: what is not there now may have been there
};

// Every object of the report with a path and lines: the path is there, the object is that one, and the quote and its
// digest are those of the lines. Says how many hold, and each that does not.
void check_citations(const Json& report, const source::Snapshot& snapshot, const CitationOptions& options,
                     Checks& checks);

}  // namespace auditor::assess
