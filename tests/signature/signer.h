// Keys, certificates, a log and signatures of models, made while a test runs: what Sigstore and a signer would make.
#pragma once

#include "auditor/core/json.h"

#include <cstdint>
#include <map>
#include <memory>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <string>
#include <vector>

namespace auditor::test {

[[nodiscard]] std::string base64(const std::string& bytes);
[[nodiscard]] std::string hex(const std::string& bytes);
[[nodiscard]] std::string sha256(const std::string& bytes);  // raw

class SigningKey {
 public:
  explicit SigningKey(const std::string& kind);  // "P-256", "P-384", "P-521", "ED25519"
  [[nodiscard]] std::string sign(const std::string& bytes) const;
  [[nodiscard]] std::string sign_with(const std::string& bytes, const std::string& digest) const;
  [[nodiscard]] std::string public_pem() const;
  [[nodiscard]] std::string public_der() const;
  [[nodiscard]] std::string private_pem() const;
  [[nodiscard]] EVP_PKEY* handle() const { return key_.get(); }

 private:
  std::string kind_;
  std::shared_ptr<EVP_PKEY> key_;
};

inline constexpr std::int64_t signing_day = 1'760'000'000;  // 2025-10-09

struct CertificateOptions {
  std::string name = "someone";
  std::int64_t from = signing_day - 60;
  std::int64_t until = signing_day + 600;
  bool authority = false;
  bool for_signing = true;
  bool for_time_stamps = false;
  std::string mail;                 // subject alternative name
  std::string issuer;               // Sigstore's extension
  const SigningKey* log = nullptr;  // a certificate log that gives a receipt
};

class SigningCertificate {
 public:
  // By `issuer` and its key, or by itself.
  SigningCertificate(const SigningKey& key, const CertificateOptions& options,
                     const SigningCertificate* issuer = nullptr, const SigningKey* issuer_key = nullptr);
  [[nodiscard]] std::string der() const;
  [[nodiscard]] std::string pem() const;
  [[nodiscard]] X509* handle() const { return certificate_.get(); }

 private:
  std::shared_ptr<X509> certificate_;
};

using Files = std::map<std::string, std::string>;  // path to bytes

// The statement of OMS 1.0 on these files.
[[nodiscard]] Json statement_on(const Files& files, const std::string& hash = "sha256");
[[nodiscard]] Json sharded_statement_on(const Files& files, std::size_t shard_size);
// The digest over all digests set right, after a test has changed the resources.
void seal(Json& statement);

// An envelope with a payload signed by a key, and a bundle round it.
[[nodiscard]] Json envelope(const std::string& payload, const SigningKey& key);
[[nodiscard]] Json bundle_of(const Json& material, const Json& envelope);
[[nodiscard]] Json key_material(const SigningKey& key);
[[nodiscard]] Json chain_material(const std::vector<SigningCertificate>& chain);

// A Sigstore of its own: authority, certificate log and log of signatures.
class Sigstore {
 public:
  explicit Sigstore(const std::string& log_kind = "P-256");
  [[nodiscard]] Json trusted_root() const;
  // A keyless signature of the statement.
  [[nodiscard]] Json sign(const Json& statement, const std::string& mail, const std::string& issuer) const;

  // A time stamp over the signature of a bundle, put into it.
  void stamp(Json& bundle) const;

  SigningKey authority_key{"P-384"};
  SigningKey between_key{"P-384"};
  SigningKey certificate_log{"P-256"};
  SigningKey log;
  SigningCertificate authority;
  SigningCertificate between;
  SigningKey clock_key{"P-256"};
  SigningCertificate clock;

 private:
  [[nodiscard]] std::string log_id() const;
  [[nodiscard]] Json log_entry(const Json& envelope, const SigningCertificate& leaf) const;
};

}  // namespace auditor::test
