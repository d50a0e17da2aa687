// JSON lists of models that a product offers for download, with what their entries say of terms.
#pragma once

#include "auditor/evidence/distribution/offers.h"
#include "auditor/evidence/licensing/license_statements.h"

#include <vector>

namespace auditor::evidence {

struct Registry {
  std::vector<Offer> offers;
  std::vector<LicenseStatement> statements;
};

[[nodiscard]] Registry read_model_registries(Repository& repository);

}  // namespace auditor::evidence
