// docs/threat-model.md names a test for each of its lines: here, that each of them is there.
#include "auditor/core/text.h"
#include "tests/support/catch.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

using namespace auditor;
namespace fs = std::filesystem;

namespace {

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string all_tests() {
  std::string out;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(AUDITOR_SOURCE_DIR) / "tests"))
    if (entry.path().extension() == ".cpp") out += read(entry.path());
  return out;
}

}  // namespace

TEST_CASE("every line of the threat model names a test that is there") {
  const std::string tests = all_tests();
  const std::string model = read(fs::path(AUDITOR_SOURCE_DIR) / "docs/threat-model.md");
  int lines = 0;
  for (const std::string_view line : split_lines(model)) {
    if (!line.starts_with("| ") || line == "| threat | defence | test |") continue;
    ++lines;
    const std::size_t cell = line.rfind('|', line.size() - 2);
    const std::string name(trim(line.substr(cell + 1, line.size() - cell - 2)));
    CAPTURE(name);
    CHECK(tests.find("TEST_CASE(\"" + name + "\"") != std::string::npos);
  }
  CHECK(lines > 60);
}
