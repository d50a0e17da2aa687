// The facts `models`, `card`, `licenses`, `weights`, `lineage`, `security`, `bias` and `documentation.hosted-service`.
#pragma once

#include "auditor/evidence/conclusion/collect.h"
#include "auditor/evidence/content/documentation.h"
#include "auditor/evidence/weights/file_safety.h"

namespace auditor::facts {

void add_model_facts(evidence::Repository& repository, const evidence::ModelEvidence& found,
                     const evidence::Documentation& documentation, Json& facts);

// Parts of it, one file each.
[[nodiscard]] Json scope_json(const evidence::ScopeTerms& terms);
[[nodiscard]] Json licenses_json(const evidence::ModelEvidence& found);
[[nodiscard]] Json weights_json(const evidence::ModelEvidence& found);
[[nodiscard]] Json security_json(const evidence::ModelEvidence& found, const evidence::FileSafety& safety);
[[nodiscard]] Json card_json(evidence::Repository& repository, const evidence::ModelEvidence& found,
                             const evidence::Documentation& documentation);
[[nodiscard]] Json doubts_json(const evidence::ModelEvidence& found);
[[nodiscard]] Json lineage_json(const evidence::ModelEvidence& found);

}  // namespace auditor::facts
