// The signature of a model: who signed, whether that holds, and what was signed. Files are checked apart
// (auditor/signature/files.h).
#pragma once

#include "auditor/core/check.h"
#include "auditor/signature/bundle.h"
#include "auditor/signature/statement.h"
#include "auditor/signature/trusted_root.h"

#include <optional>
#include <string>
#include <vector>

namespace auditor::signature {

// What the user believes: one of key, certificates and root.
struct Trust {
  std::optional<PublicKey> key;
  std::vector<Certificate> certificates;
  std::optional<TrustedRoot> root;
  std::string identity;  // with a root: who must have signed
  std::string issuer;    // with a root: who must have vouched for the identity
};

struct Signer {
  std::string key;       // kind of the key
  std::string subject;   // of the certificate
  std::string identity;  // of a keyless signature, and who vouched for it
  std::string issuer;
  std::vector<std::int64_t> times;  // at which it is known to have been signed; of a key none
};

// Adds what holds, what fails and what cannot be checked. The list of files, when the envelope can be read: it is worth
// nothing where the checks do not hold.
[[nodiscard]] std::optional<Manifest> verify_bundle(const Bundle& bundle, const Trust& trust, Signer& signer,
                                                    Checks& checks);

}  // namespace auditor::signature
