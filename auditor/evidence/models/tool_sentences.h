// Bases in the sentences and labels that tools write into a card (rules/vocabulary/hub.yaml): the Trainer, conversions,
// merges, adapters. They are as good as metadata: the name follows the words at once, or nothing is found.
#pragma once

#include "auditor/evidence/models/named_base.h"

#include <vector>

namespace auditor::evidence {

[[nodiscard]] std::vector<NamedBase> read_tool_sentences(const Document& document);

}  // namespace auditor::evidence
