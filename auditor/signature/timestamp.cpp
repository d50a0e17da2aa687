// Time stamps of RFC 3161: an authority says when it saw a digest.
#include "auditor/signature/certificate.h"
#include "auditor/signature/openssl.h"

#include <ctime>
#include <openssl/ts.h>

namespace auditor::signature {
namespace {

using Response = std::unique_ptr<TS_RESP, Releaser<TS_RESP_free>>;
using Context = std::unique_ptr<TS_VERIFY_CTX, Releaser<TS_VERIFY_CTX_free>>;

bool is_strong_digest(TS_TST_INFO* info) {
  const X509_ALGOR* algorithm = TS_MSG_IMPRINT_get_algo(TS_TST_INFO_get_msg_imprint(info));
  const ASN1_OBJECT* object = nullptr;
  X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
  const int id = OBJ_obj2nid(object);
  return id == NID_sha256 || id == NID_sha384 || id == NID_sha512;
}

// The authorities as the library takes them: the last is trusted, all may be part of the chain.
bool set_trust(TS_VERIFY_CTX* context, const std::vector<Certificate>& authorities, std::int64_t time) {
  X509_STORE* store = X509_STORE_new();
  STACK_OF(X509)* certificates = sk_X509_new_null();
  TS_VERIFY_CTX_set_store(context, store);         // which frees it
  TS_VERIFY_CTX_set_certs(context, certificates);  // likewise
  if (store == nullptr || certificates == nullptr || authorities.empty()) return false;
  for (const Certificate& one : authorities) {
    X509_up_ref(one.handle());
    if (sk_X509_push(certificates, one.handle()) == 0) {
      X509_free(one.handle());
      return false;
    }
  }
  X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
  X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store), time);
  return X509_STORE_add_cert(store, authorities.back().handle()) == 1;
}

}  // namespace

Result<std::int64_t> check_timestamp(std::string_view token, std::string_view bytes,
                                     const std::vector<Certificate>& authorities) {
  const ErrorsForgotten errors;
  const Response response(from_der(token, d2i_TS_RESP));
  TS_TST_INFO* info = response ? TS_RESP_get_tst_info(response.get()) : nullptr;
  std::tm parts{};
  if (info == nullptr || der_of(response.get(), i2d_TS_RESP).size() != token.size() ||
      ASN1_TIME_to_tm(TS_TST_INFO_get_time(info), &parts) != 1)
    return fail(ErrorCode::malformed, "is no time stamp of RFC 3161");
  if (!is_strong_digest(info)) return fail(ErrorCode::unsupported, "the time stamp is over a digest other than SHA-2");
  const std::int64_t time = timegm(&parts);
  const Context context(TS_VERIFY_CTX_new());
  if (!context || !set_trust(context.get(), authorities, time))
    return fail(ErrorCode::limit, "there is no memory to check a time stamp");
  TS_VERIFY_CTX_add_flags(context.get(), TS_VFY_VERSION | TS_VFY_SIGNATURE | TS_VFY_DATA);
  TS_VERIFY_CTX_set_data(context.get(), reader_of(bytes).release());  // which frees it
  if (TS_RESP_verify_response(context.get(), response.get()) == 1) return time;
  const unsigned long error = ERR_peek_last_error();
  if (ERR_GET_REASON(error) == TS_R_CERTIFICATE_VERIFY_ERROR)
    return fail(ErrorCode::unavailable, "its signer leads to none of them");
  const char* reason = ERR_reason_error_string(error);
  return fail(ErrorCode::malformed, reason == nullptr ? "the time stamp does not verify" : reason);
}

}  // namespace auditor::signature
