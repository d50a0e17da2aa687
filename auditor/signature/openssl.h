// Handles of OpenSSL, for the files of this folder that call it.
#pragma once

#include <cstdint>
#include <memory>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <string>
#include <string_view>

namespace auditor::signature {

// Before the first call of the library: it would read a configuration of the machine otherwise.
inline void start_openssl() {
  static const int started = OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  static_cast<void>(started);
}

// Frees with the library's own function.
template <auto release>
struct Releaser {
  template <class T>
  void operator()(T* handle) const {
    release(handle);
  }
};

// Forgets the errors that a function has left on the library's list.
class ErrorsForgotten {
 public:
  ErrorsForgotten() { start_openssl(); }
  ~ErrorsForgotten() { ERR_clear_error(); }
  ErrorsForgotten(const ErrorsForgotten&) = delete;
  ErrorsForgotten& operator=(const ErrorsForgotten&) = delete;
};

inline const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

using Bio = std::unique_ptr<BIO, Releaser<BIO_free_all>>;

// Reads from the text, which must outlive it. The caller has bounded it far below 2 GiB.
inline Bio reader_of(std::string_view text) { return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

// What was written into a memory BIO.
inline std::string written(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

// DER of a structure: `write` is the library's i2d function.
template <class T, class Write>
std::string der_of(T* value, Write write) {
  unsigned char* out = nullptr;
  const int size = write(value, &out);
  if (size <= 0 || out == nullptr) return {};
  std::string der(reinterpret_cast<const char*>(out), static_cast<std::size_t>(size));
  OPENSSL_free(out);
  return der;
}

// The DER of the whole text; null when it is none, or when bytes are left: `read` is the library's d2i function.
template <class Read>
auto from_der(std::string_view der, Read read) -> decltype(read(nullptr, nullptr, 0L)) {
  const unsigned char* at = bytes_of(der);
  return read(nullptr, &at, static_cast<long>(der.size()));
}

// Encrypted PEM asks for a pass phrase, on the terminal if one lets it.
inline int no_pass_phrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*data*/) { return -1; }

std::shared_ptr<evp_pkey_st> shared(EVP_PKEY* key);

}  // namespace auditor::signature
