// The bytes of a file that a test looks into.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace auditor::test {

// Empty when there is no such file.
inline std::string read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace auditor::test
