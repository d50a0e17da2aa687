// One direction: a folder includes only itself and what stands before it in this order.
#include "tests/support/catch.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <string_view>

namespace {
namespace fs = std::filesystem;

constexpr std::array rooms = {
    "core",
    "prose",
    "prose/language",
    "licenses/catalog",
    "licenses/permissions",
    "licenses/texts",
    "licenses/references",
    "licenses",
    "formats",
    "source",
    "signature",
    "evidence/card",
    "evidence/repository",
    "evidence/weights",
    "evidence/content",
    "evidence/licensing",
    "evidence/distribution",
    "evidence/models",
    "evidence/bias",
    "evidence/conclusion",
    "facts",
    "assess",
    "report",
    "report/site",
    "explain",
    "notice",
    "fix",
    "fleet",
    "api",
    "cli",
};

// The place in the order of the folder a path below auditor/ stands in; the longest name that fits.
std::ptrdiff_t floor_of(std::string_view path) {
  const std::string_view folder = path.substr(0, path.rfind('/'));
  const auto at = std::find_if(rooms.begin(), rooms.end(), [&](std::string_view room) { return room == folder; });
  return at == rooms.end() ? -1 : at - rooms.begin();
}

// The headers of this project that a file includes, by path below auditor/.
std::set<std::string> included_by(const fs::path& file) {
  constexpr std::string_view before = "#include \"auditor/";
  std::set<std::string> out;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);)
    if (line.rfind(before, 0) == 0) out.insert(line.substr(before.size(), line.rfind('"') - before.size()));
  return out;
}
}  // namespace

TEST_CASE("no include points up the order of the folders") {
  const fs::path root = fs::path(AUDITOR_SOURCE_DIR) / "auditor";
  int arrows = 0;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    const std::string name = entry.path().extension().string();
    if (name != ".cpp" && name != ".h") continue;
    const std::string path = fs::relative(entry.path(), root).generic_string();
    INFO(path);
    REQUIRE(floor_of(path) >= 0);  // a new folder takes its place in the order
    for (const std::string& header : included_by(entry.path())) {
      INFO(header);
      CHECK(floor_of(header) <= floor_of(path));
      ++arrows;
    }
  }
  CHECK(arrows > 500);  // the test reads something
}

TEST_CASE("evidence is rooms, each a folder") {
  int entries = 0;
  for (const auto& entry : fs::directory_iterator(fs::path(AUDITOR_SOURCE_DIR) / "auditor" / "evidence")) {
    if (entry.path().filename() == ".clang-tidy") continue;
    CHECK(entry.is_directory());
    ++entries;
  }
  CHECK(entries <= 12);
}
