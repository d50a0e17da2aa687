// The door to OpenSSL: digests and public keys. Nothing of the library is seen from outside, none of its errors stay
// behind, and no configuration of the machine is read. Bytes are raw, never hexadecimal.
#pragma once

#include "auditor/core/result.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct evp_md_ctx_st;
struct evp_pkey_st;

namespace auditor::signature {

enum class HashKind { sha256, sha384, sha512, blake2b };

// Length of a digest in bytes.
[[nodiscard]] std::size_t digest_size(HashKind kind);

// A digest of bytes that come in pieces.
class Hasher {
 public:
  explicit Hasher(HashKind kind);
  void add(std::string_view bytes);
  // Once, at the end. Empty when the library failed: no digest is.
  [[nodiscard]] std::string finish();

 private:
  std::shared_ptr<evp_md_ctx_st> context_;
  bool failed_ = false;
};

[[nodiscard]] std::string digest_of(HashKind kind, std::string_view bytes);
[[nodiscard]] std::string hex_of(std::string_view bytes);

// The bytes of standard base64 with padding, written the one way it can be; nullopt for anything else.
[[nodiscard]] std::optional<std::string> strict_base64(std::string_view text);

// Copies share the key, which never changes.
class PublicKey {
 public:
  // Error: usage, when it is a private key, a certificate or no key at all.
  [[nodiscard]] static Result<PublicKey> from_pem(std::string_view pem);
  // SubjectPublicKeyInfo. Error: malformed.
  [[nodiscard]] static Result<PublicKey> from_der(std::string_view der);
  explicit PublicKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}

  // "P-256", "P-384", "P-521", "Ed25519", or the library's name of another kind.
  [[nodiscard]] std::string kind() const;
  // Whether signatures of this kind of key can be checked here.
  [[nodiscard]] bool is_supported() const;
  // With the digest that belongs to the key (P-384: SHA-384), or the one given.
  [[nodiscard]] bool verify(std::string_view bytes, std::string_view signature,
                            std::optional<HashKind> hash = std::nullopt) const;
  [[nodiscard]] std::string der() const;
  [[nodiscard]] std::string pem() const;  // as cryptographic libraries write it: 64 digits a line

 private:
  std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace auditor::signature
