// Text that speaks as licences do and matches none: found by how many of its word triples some licence has, and by the
// share of legal words.
#pragma once

#include "auditor/licenses/texts/changed.h"

#include <vector>

namespace auditor::licenses {

// Stretches of licence-like text outside accepted and similar texts, in order.
[[nodiscard]] std::vector<Block> licence_like(const FileView& file, const FileTrigrams& trigrams);

}  // namespace auditor::licenses
