// Whom to believe about keyless signatures: authorities, logs and clocks of one Sigstore, as the user gives them
// (`application/vnd.dev.sigstore.trustedroot+json;version=0.1`).
#pragma once

#include "auditor/signature/certificate.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::signature {

// A chain of certificates, the trusted one last.
struct Authority {
  std::vector<Certificate> chain;
  Period valid;
};

struct TrustedRoot {
  std::vector<Authority> authorities;            // give certificates (Fulcio)
  std::vector<CertificateLog> logs;              // of signatures (Rekor); `id` as bundles name the log
  std::vector<CertificateLog> certificate_logs;  // of certificates
  std::vector<Authority> clocks;                 // time stamps (RFC 3161)
};

// Keys of a kind that is not known here are left out. Error: usage, with what is wrong.
[[nodiscard]] Result<TrustedRoot> read_trusted_root(std::string_view json, std::string_view path);

}  // namespace auditor::signature
