// Texts of licences as Debian ships them; the project holds none.
#pragma once

#include <fstream>
#include <iterator>
#include <string>

namespace auditor::test {

// "Apache-2.0", "BSD", "GPL-3"; empty when there is no such text.
inline std::string shipped_license(const std::string& name) {
  std::ifstream file("/usr/share/common-licenses/" + name);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace auditor::test
