// Terms that a document shows: "The following license applies to the code and the models:" above a notice set as code.
#pragma once

#include "auditor/evidence/licensing/license_statements.h"

#include <optional>

namespace auditor::evidence {

// The licence of the code block, with the scopes that the sentence before it names; nullopt when that sentence
// announces none, or when a line of the block is not accounted for by one licence's own words.
[[nodiscard]] std::optional<LicenseStatement> shown_terms(Repository& repository, const std::string& path,
                                                          const Block& before, const Block& code);

}  // namespace auditor::evidence
