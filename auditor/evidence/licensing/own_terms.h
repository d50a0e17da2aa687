// Where a licence file stops speaking of the repository itself and begins to list other people's parts with their own
// terms ("Third-party notices", "This repository also contains code from …").
#pragma once

#include "auditor/evidence/repository/repository.h"
#include "auditor/licenses/texts/identify.h"

#include <cstddef>
#include <string_view>

namespace auditor::evidence {

// Bytes of `text` that are the repository's own terms; all of it when nothing else follows.
[[nodiscard]] std::size_t own_terms_end(std::string_view text);

// Licences of the own part. What follows counts too when it restricts and speaks of weights, or when nothing stands
// before.
[[nodiscard]] licenses::Identification identify_own_terms(std::string_view text);

// The same of a file of the repository, read once.
[[nodiscard]] const licenses::Identification& identify_file(Repository& repository, std::string_view path);

// What the parts of other people are under: identification of the rest; empty when there is none.
[[nodiscard]] licenses::Identification identify_bundled_terms(std::string_view text);

}  // namespace auditor::evidence
