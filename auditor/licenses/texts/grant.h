// What a copy of a licence takes away from the text it is a copy of: a right that is gone from the grant, a word put
// into it that bounds it, a "not" anywhere. Data: rules/licenses/changes.yaml.
#pragma once

#include "auditor/licenses/texts/changed.h"

#include <vector>

namespace auditor::licenses {

// Where `match` gives less than its text: blocks of the words put in, or of the two between which words are gone.
[[nodiscard]] std::vector<Block> narrowed_grants(const FileView& file, const TextMatch& match);

}  // namespace auditor::licenses
