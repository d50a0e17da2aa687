#include "auditor/signature/crypto.h"

#include "auditor/signature/openssl.h"

#include <array>
#include <openssl/evp.h>
#include <openssl/pem.h>

namespace auditor::signature {
namespace {

const EVP_MD* digest_named(HashKind kind) {
  switch (kind) {
    case HashKind::sha256: return EVP_sha256();
    case HashKind::sha384: return EVP_sha384();
    case HashKind::sha512: return EVP_sha512();
    case HashKind::blake2b: return EVP_blake2b512();
  }
  return nullptr;
}

// The digest that signatures of this key are made with; null for Ed25519, which brings its own.
const EVP_MD* digest_for(const std::string& kind) {
  if (kind == "P-256") return EVP_sha256();
  if (kind == "P-384") return EVP_sha384();
  if (kind == "P-521") return EVP_sha512();
  return nullptr;
}

constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::shared_ptr<evp_pkey_st> shared(EVP_PKEY* key) { return {key, EVP_PKEY_free}; }

std::size_t digest_size(HashKind kind) { return kind == HashKind::sha256 ? 32 : kind == HashKind::sha384 ? 48 : 64; }

Hasher::Hasher(HashKind kind) {
  const ErrorsForgotten errors;
  context_ = {EVP_MD_CTX_new(), EVP_MD_CTX_free};
  failed_ = !context_ || EVP_DigestInit_ex(context_.get(), digest_named(kind), nullptr) != 1;
}

void Hasher::add(std::string_view bytes) {
  failed_ = failed_ || EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1;
}

std::string Hasher::finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (failed_ || EVP_DigestFinal_ex(context_.get(), digest.data(), &size) != 1) return {};
  failed_ = true;  // nothing more comes out of it
  return {reinterpret_cast<const char*>(digest.data()), size};
}

std::string digest_of(HashKind kind, std::string_view bytes) {
  Hasher hasher(kind);
  hasher.add(bytes);
  return hasher.finish();
}

std::string hex_of(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    out += digits[static_cast<unsigned char>(c) >> 4U];
    out += digits[static_cast<unsigned char>(c) & 15U];
  }
  return out;
}

std::optional<std::string> strict_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  text.remove_suffix(padding);
  std::string out;
  out.reserve(text.size() * 3 / 4);
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    const std::size_t value = base64_digits.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits = bits << 6U | static_cast<std::uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out.push_back(static_cast<char>(bits >> count & 0xFFU));
  }
  // What is left of the last digit is nothing, or the same bytes could be written in two ways.
  if ((bits & ((1U << count) - 1U)) != 0 || count != padding * 2) return std::nullopt;
  return out;
}

Result<PublicKey> PublicKey::from_pem(std::string_view pem) {
  const ErrorsForgotten errors;
  const Bio in = reader_of(pem);
  auto key = shared(in ? PEM_read_bio_PUBKEY(in.get(), nullptr, no_pass_phrase, nullptr) : nullptr);
  if (key) return PublicKey(std::move(key));
  if (pem.find("PRIVATE KEY-----") != std::string_view::npos)
    return fail(ErrorCode::usage,
                "is a private key: the public one is needed, and this one should stay with its owner");
  if (pem.find("BEGIN CERTIFICATE-----") != std::string_view::npos)
    return fail(ErrorCode::usage, "is a certificate: give it with --certificate");
  return fail(ErrorCode::usage, "is no public key in PEM (-----BEGIN PUBLIC KEY-----)");
}

Result<PublicKey> PublicKey::from_der(std::string_view der) {
  const ErrorsForgotten errors;
  auto key = shared(signature::from_der(der, d2i_PUBKEY));
  if (!key) return fail(ErrorCode::malformed, "is no public key");
  PublicKey out(std::move(key));
  if (out.der() != der) return fail(ErrorCode::malformed, "is no public key in DER");
  return out;
}

std::string PublicKey::kind() const {
  const ErrorsForgotten errors;
  if (EVP_PKEY_is_a(key_.get(), "ED25519") == 1) return "Ed25519";
  std::array<char, 80> group{};
  if (EVP_PKEY_is_a(key_.get(), "EC") == 1 &&
      EVP_PKEY_get_group_name(key_.get(), group.data(), group.size(), nullptr) == 1) {
    const std::string_view name = group.data();
    if (name == "prime256v1" || name == "P-256") return "P-256";
    if (name == "secp384r1" || name == "P-384") return "P-384";
    if (name == "secp521r1" || name == "P-521") return "P-521";
    return std::string(name);
  }
  const char* type = EVP_PKEY_get0_type_name(key_.get());
  return type == nullptr ? "unknown" : type;
}

bool PublicKey::is_supported() const {
  const std::string name = kind();
  return name == "Ed25519" || digest_for(name) != nullptr;
}

bool PublicKey::verify(std::string_view bytes, std::string_view signature, std::optional<HashKind> hash) const {
  const ErrorsForgotten errors;
  const std::string name = kind();
  const EVP_MD* digest = digest_for(name);
  if (digest == nullptr && name != "Ed25519") return false;
  if (hash && name != "Ed25519") digest = digest_named(*hash);
  const std::unique_ptr<EVP_MD_CTX, Releaser<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
  return context && EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key_.get()) == 1 &&
         EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(bytes), bytes.size()) == 1;
}

std::string PublicKey::der() const {
  const ErrorsForgotten errors;
  return der_of(key_.get(), i2d_PUBKEY);
}

std::string PublicKey::pem() const {
  const ErrorsForgotten errors;
  const Bio out(BIO_new(BIO_s_mem()));
  if (!out || PEM_write_bio_PUBKEY(out.get(), key_.get()) != 1) return {};
  return written(out.get());
}

}  // namespace auditor::signature
