// The documents of the repository that its cards and READMEs link: technical notes, tutorials, READMEs of the data.
// They speak of the model as its card does, without being one.
#pragma once

#include "auditor/evidence/repository/links.h"

#include <string>
#include <vector>

namespace auditor::evidence {

// `documents` and behind them what they link, two links deep and no more than a bound: no licences, no rules of a
// community, nothing below folders of other people's work.
[[nodiscard]] std::vector<std::string> with_linked_documents(Repository& repository, const OwnNames& own,
                                                             const std::vector<std::string>& documents);

}  // namespace auditor::evidence
