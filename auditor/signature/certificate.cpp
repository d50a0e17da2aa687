#include "auditor/signature/certificate.h"

#include "auditor/signature/openssl.h"

#include <algorithm>
#include <ctime>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace auditor::signature {
namespace {

constexpr std::size_t most_certificates = 1000;  // of one PEM file: systems have about 150
constexpr int deepest_chain = 8;
constexpr const char* issuer_extension = "1.3.6.1.4.1.57264.1.8";
constexpr const char* old_issuer_extension = "1.3.6.1.4.1.57264.1.1";  // bare text
constexpr const char* user_name_type = "1.3.6.1.4.1.57264.1.7";

using Object = std::unique_ptr<ASN1_OBJECT, Releaser<ASN1_OBJECT_free>>;

std::string text_of(const ASN1_STRING* text) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(ASN1_STRING_length(text))};
}

std::int64_t seconds_of(const ASN1_TIME* time) {
  std::tm parts{};
  return ASN1_TIME_to_tm(time, &parts) == 1 ? timegm(&parts) : 0;
}

// The value of an extension, as its octets are; nullopt when the certificate lacks it.
std::optional<std::string> extension(X509* certificate, const char* id) {
  const Object object(OBJ_txt2obj(id, 1));
  const int at = X509_get_ext_by_OBJ(certificate, object.get(), -1);
  if (at < 0) return std::nullopt;
  return text_of(X509_EXTENSION_get_data(X509_get_ext(certificate, at)));
}

std::string name_of(const GENERAL_NAME& name) {
  if (name.type == GEN_EMAIL || name.type == GEN_URI) return text_of(name.d.ia5);
  if (name.type != GEN_OTHERNAME) return {};
  const Object user_name(OBJ_txt2obj(user_name_type, 1));
  if (OBJ_cmp(name.d.otherName->type_id, user_name.get()) != 0) return {};
  const ASN1_TYPE* value = name.d.otherName->value;
  return value->type == V_ASN1_UTF8STRING ? text_of(value->value.utf8string) : std::string();
}

}  // namespace

Result<Certificate> Certificate::from_der(std::string_view der) {
  const ErrorsForgotten errors;
  std::shared_ptr<X509> handle(signature::from_der(der, d2i_X509), X509_free);
  if (!handle) return fail(ErrorCode::malformed, "is no certificate");
  Certificate out(std::move(handle));
  if (out.der() != der) return fail(ErrorCode::malformed, "is no certificate in DER");
  return out;
}

Result<std::vector<Certificate>> Certificate::all_of_pem(std::string_view pem) {
  const ErrorsForgotten errors;
  std::vector<Certificate> out;
  const Bio in = reader_of(pem);
  while (in && out.size() < most_certificates) {
    X509* next = PEM_read_bio_X509(in.get(), nullptr, no_pass_phrase, nullptr);
    if (next == nullptr) break;
    out.emplace_back(std::shared_ptr<X509>(next, X509_free));
  }
  if (out.empty()) return fail(ErrorCode::usage, "is no certificate in PEM (-----BEGIN CERTIFICATE-----)");
  return out;
}

Result<PublicKey> Certificate::key() const {
  const ErrorsForgotten errors;
  auto key = shared(X509_get_pubkey(handle_.get()));
  if (!key) return fail(ErrorCode::malformed, "the certificate's key cannot be read");
  return PublicKey(std::move(key));
}

std::string Certificate::subject() const {
  const ErrorsForgotten errors;
  const Bio out(BIO_new(BIO_s_mem()));
  if (!out || X509_NAME_print_ex(out.get(), X509_get_subject_name(handle_.get()), 0, XN_FLAG_ONELINE) < 0) return {};
  return written(out.get());
}

Period Certificate::valid() const {
  return {seconds_of(X509_get0_notBefore(handle_.get())), seconds_of(X509_get0_notAfter(handle_.get()))};
}

bool Certificate::is_for_code_signing() const {
  const ErrorsForgotten errors;
  return (X509_get_extension_flags(handle_.get()) & EXFLAG_XKUSAGE) != 0 &&
         (X509_get_extended_key_usage(handle_.get()) & XKU_CODE_SIGN) != 0;
}

bool Certificate::may_sign() const {
  const ErrorsForgotten errors;
  const bool stated = (X509_get_extension_flags(handle_.get()) & EXFLAG_KUSAGE) != 0;
  return (stated && (X509_get_key_usage(handle_.get()) & KU_DIGITAL_SIGNATURE) != 0) || is_for_code_signing();
}

std::vector<std::string> Certificate::identities() const {
  const ErrorsForgotten errors;
  std::vector<std::string> out;
  const std::unique_ptr<GENERAL_NAMES, Releaser<GENERAL_NAMES_free>> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(handle_.get(), NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i)
    if (std::string name = name_of(*sk_GENERAL_NAME_value(names.get(), i)); !name.empty())
      out.push_back(std::move(name));
  return out;
}

std::string Certificate::issuer_of_identity() const {
  const ErrorsForgotten errors;
  if (const auto value = extension(handle_.get(), issuer_extension)) {
    const std::unique_ptr<ASN1_UTF8STRING, Releaser<ASN1_UTF8STRING_free>> text(
        signature::from_der(*value, d2i_ASN1_UTF8STRING));
    return text ? text_of(text.get()) : std::string();
  }
  return extension(handle_.get(), old_issuer_extension).value_or("");
}

std::string Certificate::der() const {
  const ErrorsForgotten errors;
  return der_of(handle_.get(), i2d_X509);
}

Result<std::vector<Certificate>> find_chain(const Certificate& leaf, const std::vector<Certificate>& between,
                                            const std::vector<Certificate>& anchors, std::int64_t time) {
  const ErrorsForgotten errors;
  const std::unique_ptr<X509_STORE, Releaser<X509_STORE_free>> store(X509_STORE_new());
  const std::unique_ptr<X509_STORE_CTX, Releaser<X509_STORE_CTX_free>> search(X509_STORE_CTX_new());
  // Holds no certificate of its own: they are the caller's.
  const std::unique_ptr<STACK_OF(X509), void (*)(STACK_OF(X509)*)> others(
      sk_X509_new_null(), [](STACK_OF(X509) * stack) { sk_X509_free(stack); });
  if (!store || !search || !others) return fail(ErrorCode::limit, "there is no memory to check a chain");
  for (const Certificate& anchor : anchors) X509_STORE_add_cert(store.get(), anchor.handle());
  for (const Certificate& other : between) sk_X509_push(others.get(), other.handle());
  if (X509_STORE_CTX_init(search.get(), store.get(), leaf.handle(), others.get()) != 1)
    return fail(ErrorCode::malformed, "the chain cannot be checked");
  X509_VERIFY_PARAM* rules = X509_STORE_CTX_get0_param(search.get());
  X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_PARTIAL_CHAIN);
  X509_VERIFY_PARAM_set_time(rules, time);
  X509_VERIFY_PARAM_set_auth_level(rules, 1);
  X509_VERIFY_PARAM_set_depth(rules, deepest_chain);
  if (X509_verify_cert(search.get()) != 1) {
    const char* reason = X509_verify_cert_error_string(X509_STORE_CTX_get_error(search.get()));
    return fail(ErrorCode::malformed, reason);
  }
  std::vector<Certificate> chain;
  STACK_OF(X509)* found = X509_STORE_CTX_get0_chain(search.get());
  for (int i = 0; i < sk_X509_num(found); ++i) {
    X509* one = sk_X509_value(found, i);
    X509_up_ref(one);
    chain.emplace_back(std::shared_ptr<X509>(one, X509_free));
  }
  return chain;
}

}  // namespace auditor::signature
