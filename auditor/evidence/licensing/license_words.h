// What a licence file says in its own words beside the texts it holds: "This license covers the code. The weights are
// released under CC BY-NC 4.0." Such words speak for the weights alone and leave the text as it is.
#pragma once

#include "auditor/evidence/licensing/license_files.h"
#include "auditor/evidence/licensing/terms_reader.h"

#include <vector>

namespace auditor::evidence {

struct FileWords {
  std::vector<LicenseStatement> statements;  // licences of the weights
  std::vector<TermFinding> terms;            // restrictions of the weights, and doubts
};

// Takes from `file` what its words give to the weights alone: a licence that is only named there, and the mark of a
// changed text when nothing else changed it.
[[nodiscard]] FileWords read_file_words(Repository& repository, const OwnNames& own, LicenseText& file);

}  // namespace auditor::evidence
