// Duties that a parent's licence passes on, each checked in the repository.
#pragma once

#include "auditor/evidence/licensing/license_files.h"
#include "auditor/evidence/models/lineage.h"

#include <string>
#include <vector>

namespace auditor::evidence {

struct Obligation {
  std::string kind;    // licence-copy, naming, name-prefix, notice-file, attribution, pass-through, non-commercial,
                       // share-alike, use-policy
  std::string from;    // the parent
  std::string status;  // met, unmet, unknown
  std::string text;
  Citations evidence;
};

[[nodiscard]] std::vector<Obligation> check_obligations(Repository& repository, const Lineage& lineage,
                                                        const std::vector<LicenseText>& files,
                                                        const std::vector<std::string>& documents,
                                                        const std::string& concluded);

}  // namespace auditor::evidence
