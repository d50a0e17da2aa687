// libgit2 prepares for the network when it starts: it reads and parses every CA certificate of the system, and starts
// OpenSSL for SSH. That is a quarter of auditing a small repository, for connections that are almost never made. The
// program's own definitions pass over these first calls; later ones are handed on. Cloning a URL sets the certificate
// file again (auditor/source/remote.cpp), and libssh2 starts itself with its first session, so connections are checked
// as before. Tests and other programs that use the library have libgit2 as it is.
#include <atomic>

struct mbedtls_x509_crt;

namespace {

bool first_certificates() {
  static std::atomic<bool> passed{false};
  return !passed.exchange(true);
}

}  // namespace

#ifdef AUDITOR_STATIC_GIT2

// The linker gives calls of the wrapped names to __wrap_…, and the library's definition as __real_…
// (auditor/CMakeLists.txt).
extern "C" int __real_mbedtls_x509_crt_parse_file(mbedtls_x509_crt* chain, const char* path);

extern "C" int __wrap_mbedtls_x509_crt_parse_file(mbedtls_x509_crt* chain, const char* path) {
  return first_certificates() ? 0 : __real_mbedtls_x509_crt_parse_file(chain, path);
}

extern "C" int __wrap_libssh2_init(int /*flags*/) { return 0; }

#else

#include <dlfcn.h>

// Comes before the shared library's definition.
extern "C" int mbedtls_x509_crt_parse_file(mbedtls_x509_crt* chain, const char* path) {
  if (first_certificates()) return 0;
  using Parse = int (*)(mbedtls_x509_crt*, const char*);
  static const auto parse = reinterpret_cast<Parse>(dlsym(RTLD_NEXT, "mbedtls_x509_crt_parse_file"));
  return parse == nullptr ? -1 : parse(chain, path);
}

#endif
