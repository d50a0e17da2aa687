// Signatures of the model that lie in the repository: told, with what they claim, and never verified here (that needs
// somebody to believe: `auditor verify --signature`). Data: rules/vocabulary/files.yaml.
#pragma once

#include "auditor/evidence/repository/repository.h"

#include <string>
#include <vector>

namespace auditor::evidence {

struct SignatureFile {
  std::string path;
  std::string method;    // "key", "certificate", "keyless"; "unknown": no Sigstore bundle, or one of another form
  std::string identity;  // that a keyless signature claims
  std::string issuer;    // that it says vouched for the identity
  Citations evidence;
};

inline constexpr std::size_t most_signatures = 100;

// By path; a bound that is reached is reported.
[[nodiscard]] std::vector<SignatureFile> find_signatures(Repository& repository);

// [{path, method, verified: false, identity, issuer, evidence}].
[[nodiscard]] Json to_json(const std::vector<SignatureFile>& signatures);

}  // namespace auditor::evidence
