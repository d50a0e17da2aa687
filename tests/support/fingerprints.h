// A fingerprint index of invented texts, in the layout that scripts/make-fingerprints writes.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace auditor::test {

// Texts are words of small letters separated by white space; [brackets] around a word make it optional, "*" is a
// wildcard of twenty words. An id that ends in "-exception" is an exception, one that begins with
// "LicenseRef-" a licence of models.
[[nodiscard]] std::string make_index(const std::vector<std::pair<std::string, std::string>>& texts);

}  // namespace auditor::test
