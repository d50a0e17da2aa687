// Facts of what is no model: a data set, a Space.
#pragma once

#include "auditor/evidence/conclusion/collect.h"
#include "auditor/evidence/content/data.h"

namespace auditor::facts {

// The report of a data set: what it was made from, its Croissant metadata, its files; the terms are those of the scope
// data, the card is the card.
[[nodiscard]] Json dataset_json(evidence::Repository& repository, const evidence::ModelEvidence& found,
                                const evidence::Data& data);

}  // namespace auditor::facts
