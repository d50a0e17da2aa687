// Training data that lie in the repository itself. Files in a folder named for data may be anything (test sets, ids,
// word lists): they count when their names say training, a data card lies with them, or the words about training or the
// code that trains name them.
#pragma once

#include "auditor/evidence/content/code.h"
#include "auditor/evidence/repository/repository.h"

#include <string>
#include <vector>

namespace auditor::evidence {

// Citations of at most three such files, each followed by what names it, when that is not the file's own name.
[[nodiscard]] Citations find_training_files(Repository& repository, const std::vector<std::string>& documents,
                                            const std::vector<std::string>& dataset_cards, const Code& code);

}  // namespace auditor::evidence
