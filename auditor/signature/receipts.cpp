// Receipts of certificate logs (signed certificate timestamps, RFC 6962): what a log signed is the certificate as it
// was before the receipts were put into it.
#include "auditor/signature/certificate.h"
#include "auditor/signature/openssl.h"

#include <algorithm>
#include <openssl/ct.h>
#include <openssl/x509v3.h>

namespace auditor::signature {
namespace {

using X509Handle = std::unique_ptr<X509, Releaser<X509_free>>;
using Receipts = std::unique_ptr<STACK_OF(SCT), Releaser<SCT_LIST_free>>;

// The lowest bytes of a number, the highest first.
void append_number(std::string& out, std::uint64_t value, unsigned bytes) {
  for (unsigned i = bytes; i-- > 0;) out.push_back(static_cast<char>(value >> (8U * i) & 0xFFU));
}

// The part of the certificate that is signed, without its receipts.
std::string before_receipts(const Certificate& leaf) {
  const X509Handle copy(X509_dup(leaf.handle()));
  if (!copy) return {};
  const int at = X509_get_ext_by_NID(copy.get(), NID_ct_precert_scts, -1);
  X509_EXTENSION_free(X509_delete_ext(copy.get(), at));
  return der_of(copy.get(), i2d_re_X509_tbs);
}

std::string signed_bytes(const SCT& receipt, const std::string& certificate, const std::string& issuer_key) {
  std::string out;
  append_number(out, 0, 1);  // version 1
  append_number(out, 0, 1);  // a certificate's time stamp
  append_number(out, SCT_get_timestamp(&receipt), 8);
  append_number(out, 1, 2);  // of a certificate before its receipts
  out += digest_of(HashKind::sha256, issuer_key);
  append_number(out, certificate.size(), 3);
  out += certificate;
  unsigned char* more = nullptr;
  const std::size_t size = SCT_get0_extensions(&receipt, &more);
  append_number(out, size, 2);
  out.append(reinterpret_cast<const char*>(more), size);
  return out;
}

std::string log_id(const SCT& receipt) {
  unsigned char* id = nullptr;
  const std::size_t size = SCT_get0_log_id(&receipt, &id);
  return {reinterpret_cast<const char*>(id), size};
}

std::string signature_of(const SCT& receipt) {
  unsigned char* bytes = nullptr;
  const std::size_t size = SCT_get0_signature(&receipt, &bytes);
  return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace

Result<void> check_receipts(const Certificate& leaf, const Certificate& issuer,
                            const std::vector<CertificateLog>& logs) {
  const ErrorsForgotten errors;
  const Receipts receipts(
      static_cast<STACK_OF(SCT)*>(X509_get_ext_d2i(leaf.handle(), NID_ct_precert_scts, nullptr, nullptr)));
  if (!receipts || sk_SCT_num(receipts.get()) == 0)
    return fail(ErrorCode::malformed, "the certificate carries no receipt of a certificate log");
  const auto issuer_key = issuer.key();
  if (!issuer_key) return tl::unexpected(issuer_key.error());
  const std::string certificate = before_receipts(leaf);
  bool known = false;
  for (int i = 0; i < sk_SCT_num(receipts.get()); ++i) {
    const SCT& receipt = *sk_SCT_value(receipts.get(), i);
    const auto time = static_cast<std::int64_t>(SCT_get_timestamp(&receipt) / 1000);
    const auto log = std::find_if(logs.begin(), logs.end(), [&](const CertificateLog& one) {
      return one.id == log_id(receipt) && one.valid.covers(time);
    });
    if (log == logs.end()) continue;
    known = true;
    if (log->key.verify(signed_bytes(receipt, certificate, issuer_key->der()), signature_of(receipt), HashKind::sha256))
      return {};
  }
  return fail(ErrorCode::malformed, known ? "the receipt of the certificate log is not over this certificate"
                                          : "no certificate log of the trusted root has given a receipt");
}

}  // namespace auditor::signature
