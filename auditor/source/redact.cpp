#include "auditor/source/redact.h"

namespace auditor::source {
namespace {

// Names of users that say whom to log in as and are the same for everybody.
bool is_shared_user(std::string_view user) { return user == "git" || user == "hg" || user == "anonymous"; }

// "host", "host:22", "[::1]": a host and no more.
bool is_host(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  return colon == std::string_view::npos || text.ends_with(']') ||
         text.substr(colon + 1).find_first_not_of("0123456789") == std::string_view::npos;
}

// user:password@host:path, user@host:path, without a scheme.
std::string without_user(std::string_view address) {
  const std::size_t slash = address.find('/');
  const std::size_t at = address.substr(0, slash).rfind('@');
  if (at == std::string_view::npos) return std::string(address);
  const std::string_view user = address.substr(0, at);
  const bool login = user.find(':') != std::string_view::npos || address.find(':', at) < slash;
  return std::string(login && !is_shared_user(user) ? address.substr(at + 1) : address);
}

}  // namespace

std::string without_credentials(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos || scheme > url.find('/')) return without_user(url);
  const std::size_t host = scheme + 3;
  // What follows the address can hold an "@" of its own; before it, a password may hold a slash that nobody escaped.
  const std::size_t path = url.find_first_of("/?#", host);
  std::size_t at = url.substr(0, path).rfind('@');
  if ((at == std::string_view::npos || at < host) && path != std::string_view::npos &&
      !is_host(url.substr(host, path - host)))
    at = url.rfind('@');
  const std::size_t begin = at == std::string_view::npos || at < host ? host : at + 1;
  const std::size_t end = url.find_first_of("?#;", begin);
  return std::string(url.substr(0, host)).append(url.substr(begin, end == std::string_view::npos ? end : end - begin));
}

}  // namespace auditor::source
