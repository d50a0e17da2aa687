// libgit2 built on mbed TLS reads and parses every CA certificate of the system when it starts: a quarter of
// the instructions of auditing a small repository, for a network that is almost never used. The program's own
// definition of the parsing function comes before the library's, passes over that first call, and hands every later one
// on. Cloning a URL sets the certificate file again (auditor/source/remote.cpp), so connections are checked as before.
#include <atomic>
#include <dlfcn.h>

struct mbedtls_x509_crt;

extern "C" int mbedtls_x509_crt_parse_file(mbedtls_x509_crt* chain, const char* path) {
  static std::atomic<bool> started{false};
  if (!started.exchange(true)) return 0;
  using Parse = int (*)(mbedtls_x509_crt*, const char*);
  static const auto parse = reinterpret_cast<Parse>(dlsym(RTLD_NEXT, "mbedtls_x509_crt_parse_file"));
  return parse == nullptr ? -1 : parse(chain, path);
}
