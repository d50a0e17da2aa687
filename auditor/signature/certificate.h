// X.509 certificates: who signed, by which chain, and what a certificate log says of it.
#pragma once

#include "auditor/signature/crypto.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct x509_st;

namespace auditor::signature {

// A time that is not bound on one side: no `until`.
struct Period {
  std::int64_t from = 0;  // seconds since the epoch
  std::optional<std::int64_t> until;

  [[nodiscard]] bool covers(std::int64_t time) const { return time >= from && (!until || time <= *until); }
};

// Copies share the certificate, which never changes.
class Certificate {
 public:
  // Error: malformed.
  [[nodiscard]] static Result<Certificate> from_der(std::string_view der);
  // All of a PEM file. Error: usage, when there is none.
  [[nodiscard]] static Result<std::vector<Certificate>> all_of_pem(std::string_view pem);
  explicit Certificate(std::shared_ptr<x509_st> handle) : handle_(std::move(handle)) {}

  [[nodiscard]] Result<PublicKey> key() const;
  [[nodiscard]] std::string subject() const;  // "CN = intermediate-ca"
  [[nodiscard]] Period valid() const;
  // Key usage "digital signature", or extended key usage "code signing".
  [[nodiscard]] bool may_sign() const;
  [[nodiscard]] bool is_for_code_signing() const;
  // Alternative names: mail addresses, URIs, and the user names of Sigstore.
  [[nodiscard]] std::vector<std::string> identities() const;
  // Who vouched for the identity (an OpenID Connect provider): Sigstore's extension; empty when there is none.
  [[nodiscard]] std::string issuer_of_identity() const;
  [[nodiscard]] std::string der() const;

  [[nodiscard]] x509_st* handle() const { return handle_.get(); }

 private:
  std::shared_ptr<x509_st> handle_;
};

// The chain from the leaf to one of the anchors, which are trusted as they are, as it was valid at that time. Error:
// malformed, with the library's reason.
[[nodiscard]] Result<std::vector<Certificate>> find_chain(const Certificate& leaf,
                                                          const std::vector<Certificate>& between,
                                                          const std::vector<Certificate>& anchors, std::int64_t time);

struct CertificateLog {
  PublicKey key;
  std::string id;  // SHA-256 of the key's DER
  Period valid;
};

// The receipts of certificate logs that the leaf carries (RFC 6962): one of them is by a log of the list. Error:
// malformed, with what is wrong.
[[nodiscard]] Result<void> check_receipts(const Certificate& leaf, const Certificate& issuer,
                                          const std::vector<CertificateLog>& logs);

// A time stamp (RFC 3161) over the bytes: the time it says, when the chain of authorities given, leaf first, vouches
// for it. Error: unavailable, when another authority has signed it; malformed, with the library's reason; unsupported (a
// weak digest).
[[nodiscard]] Result<std::int64_t> check_timestamp(std::string_view token, std::string_view bytes,
                                                   const std::vector<Certificate>& authorities);

}  // namespace auditor::signature
