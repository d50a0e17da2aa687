#include "auditor/source/redact.h"

namespace auditor::source {

std::string without_credentials(std::string_view url) {
  const std::size_t scheme = url.find("://");
  const std::size_t first_slash = url.find('/');
  if (scheme == std::string_view::npos || scheme > first_slash) {
    const std::size_t at = url.substr(0, first_slash).rfind('@');
    const std::size_t colon = url.find(':');
    const bool secret = at != std::string_view::npos && colon < at;
    return std::string(secret ? url.substr(at + 1) : url);
  }
  const std::size_t host = scheme + 3;
  const std::size_t path = url.find_first_of("/?#", host);
  const std::size_t at = url.substr(0, path).rfind('@');
  const std::size_t begin = at == std::string_view::npos || at < host ? host : at + 1;
  const std::size_t end = url.find_first_of("?#", begin);
  return std::string(url.substr(0, host)).append(url.substr(begin, end == std::string_view::npos ? end : end - begin));
}

}  // namespace auditor::source
