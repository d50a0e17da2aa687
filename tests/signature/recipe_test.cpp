// The recipe of docs/verify.md for signing a report with OpenSSL alone, run as it stands there.
#include "tests/signature/signer.h"
#include "tests/support/catch.h"
#include "tests/support/git_fixture.h"
#include "tests/support/read_file.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace auditor;
using namespace auditor::test;
namespace fs = std::filesystem;

namespace {

// The commands in the shell blocks of one section.
std::vector<std::string> blocks_of(const std::string& section) {
  const std::string page = read_file(fs::path(AUDITOR_SOURCE_DIR) / "docs/verify.md");
  const std::size_t from = page.find("\n## " + section + "\n");
  REQUIRE(from != std::string::npos);
  const std::string text = page.substr(from, page.find("\n## ", from + 4) - from);
  std::vector<std::string> blocks;
  for (std::size_t at = text.find("```sh\n"); at != std::string::npos; at = text.find("```sh\n", at)) {
    at += 6;
    blocks.push_back(text.substr(at, text.find("```", at) - at));
  }
  return blocks;
}

// In a home of its own, with the program on its path.
class Home {
 public:
  Home() {
    fs::create_directories(folder.path() / "bin");
    fs::create_symlink(AUDITOR_BINARY, folder.path() / "bin/auditor");
    fs::create_directories(folder.path() / "models");
  }
  [[nodiscard]] int run(const std::string& commands) const {
    std::ofstream(folder.path() / "commands.sh")
        << "set -eu\nHOME=" << folder.str() << "\nPATH=$HOME/bin:$PATH\ncd\n{\n"
        << commands << "} > out 2>&1\n";
    return std::system(("sh " + folder.str() + "/commands.sh").c_str());
  }
  TempFolder folder;
};

}  // namespace

TEST_CASE("a statement is signed and checked with openssl alone, and binds licence, card and weights") {
  const Home home;
  GitFixture repository;
  repository.file("README.md", "---\nlicense: mit\n---\n# Finch\nA bird-song model.\n")
      .file("LICENSE", "MIT License\n")
      .file("model.safetensors",
            "version https://git-lfs.github.com/spec/v1\noid sha256:" + std::string(64, 'a') + "\nsize 3000\n")
      .commit();
  fs::create_directory_symlink(repository.path(), home.folder.path() / "models/finch");
  const auto blocks = blocks_of("Sign a report");
  REQUIRE(blocks.size() == 2);
  INFO(read_file(home.folder.path() / "out"));
  REQUIRE(home.run(blocks[0]) == 0);
  CHECK(home.run(blocks[1]) == 0);

  const Json statement = Json::parse(read_file(home.folder.path() / "report.intoto.json"));
  std::string bound;
  for (const Json& subject : statement["subject"])
    bound += subject["name"].get<std::string>() + " " + subject["digest"].dump() + "\n";
  CHECK(bound.find("LICENSE {") != std::string::npos);
  CHECK(bound.find("README.md {") != std::string::npos);
  CHECK(bound.find("model.safetensors {\"sha256\":\"" + std::string(64, 'a')) != std::string::npos);

  std::string changed = read_file(home.folder.path() / "report.intoto.json");
  changed[changed.size() / 2] ^= 1;
  std::ofstream(home.folder.path() / "report.intoto.json", std::ios::binary) << changed;
  CHECK(home.run(blocks[1]) != 0);
}
