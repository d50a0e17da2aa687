// auditor notice: what must be shipped, from texts that are there and never made up.
#include "tests/support/catch.h"
#include "tests/support/fixture.h"
#include "tests/support/license_texts.h"
#include "tests/support/read_file.h"
#include "tests/support/run.h"

#include <filesystem>
#include <map>

using namespace auditor::test;
namespace fs = std::filesystem;

namespace {

std::map<std::string, std::string> files_below(const fs::path& folder) {
  std::map<std::string, std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) out[fs::relative(entry.path(), folder).generic_string()] = read_file(entry.path());
  return out;
}

// Debian's text under a holder of our own.
std::string bsd_of_wren() {
  std::string text = shipped_license("BSD");
  return "Copyright (c) 2025 Wren Labs" + text.substr(text.find('\n'));
}

const std::string bsd = bsd_of_wren();

const std::string apache = read_file(AUDITOR_SOURCE_DIR "/LICENSE");

struct Chef {
  explicit Chef(const std::string& front_matter) {
    folder.write("README.md", "---\n" + front_matter + "---\n# Chef\nA model that cooks.\n");
    folder.write("LICENSE", bsd);
    folder.write("config.json", "{\"model_type\": \"wren\"}");
  }
  [[nodiscard]] Run notice(const std::string& out, std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments = {"notice", folder.str(), "-o", out, "--texts", texts.str()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_auditor(arguments);
  }
  TempFolder folder;
  TempFolder texts;
};

}  // namespace

TEST_CASE("texts of the repository, of the machine and of parents are gathered, and the bundle is the same again") {
  const Chef chef("license: bsd-3-clause\nbase_model:\n- mistralai/Mistral-7B-v0.1\nbase_model_relation: finetune\n");
  chef.texts.write("Apache-2.0", apache);
  const TempFolder out;
  const Run first = chef.notice(out.str() + "/a");
  CAPTURE(first.out, first.err);
  CHECK(first.code == 0);
  const auto bundle = files_below(out.path() / "a");
  CHECK(bundle.at("LICENSES/BSD-3-Clause.txt") == bsd);
  CHECK(bundle.at("LICENSES/Apache-2.0.txt") == apache);
  CHECK(bundle.at("ATTRIBUTION.md").find("Copyright (c) 2025 Wren Labs") != std::string::npos);
  CHECK(bundle.at("CHANGES.md").find("mistralai/Mistral-7B-v0.1 (finetune)") != std::string::npos);
  CHECK(bundle.count("MISSING.md") == 0);
  CHECK(chef.notice(out.str() + "/b").code == 0);
  CHECK(files_below(out.path() / "b") == bundle);
}

TEST_CASE("a text that is nowhere is named with its address, and never made up") {
  const Chef chef("license: llama3.1\nbase_model: meta-llama/Llama-3.1-8B\n");
  const TempFolder out;
  const Run run = chef.notice(out.str() + "/a");
  CHECK(run.code == 1);
  const auto bundle = files_below(out.path() / "a");
  CHECK(bundle.count("LICENSES/LicenseRef-llama3.1.txt") == 0);
  CHECK(bundle.at("MISSING.md").find("LicenseRef-llama3.1") != std::string::npos);
  CHECK(bundle.at("MISSING.md").find("https://") != std::string::npos);
  CHECK(bundle.at("NOTICE").find("Llama 3.1 is licensed under the Llama 3.1 Community License") != std::string::npos);
  CHECK(bundle.at("ATTRIBUTION.md").find("Built with Llama (LicenseRef-llama3.1)") != std::string::npos);
}

TEST_CASE("where no terms are known the bundle is not complete") {
  const TempFolder folder;
  folder.write("README.md", "# Chef\nChef is a language model of 7B parameters.\n");
  folder.write("config.json", "{}");
  const TempFolder out;
  CHECK(run_auditor({"notice", folder.str(), "-o", out.str() + "/a"}).code == 1);
  CHECK(files_below(out.path() / "a").at("MISSING.md").find("terms nobody knows") != std::string::npos);
}

TEST_CASE("a text that names its holder is not taken from elsewhere") {
  const TempFolder folder;
  folder.write("README.md", "---\nlicense: bsd-3-clause\n---\n# Chef\nA model.\n");
  folder.write("config.json", "{}");
  const TempFolder texts;
  texts.write("BSD-3-Clause", bsd);
  const TempFolder out;
  CHECK(run_auditor({"notice", folder.str(), "-o", out.str() + "/a", "--texts", texts.str()}).code == 1);
  CHECK(files_below(out.path() / "a").count("LICENSES/BSD-3-Clause.txt") == 0);
}

TEST_CASE("notices of the model and of the parent given with --with go along word for word") {
  const Chef chef("license: bsd-3-clause\nbase_model: nest/wren-base\n");
  chef.folder.write("NOTICE", "Chef uses recipes of the Wren kitchen.\n");
  const TempFolder nest;
  nest.write("wren-base/README.md", "---\nlicense: apache-2.0\n---\n# Wren\nA model.\n");
  nest.write("wren-base/LICENSE", apache);
  nest.write("wren-base/NOTICE", "Wren Base\nCopyright 2024 Nest\n");
  const TempFolder out;
  const Run run = chef.notice(out.str() + "/a", {"--with", nest.str() + "/wren-base"});
  CAPTURE(run.out, run.err);
  CHECK(run.code == 0);
  const auto bundle = files_below(out.path() / "a");
  CHECK(bundle.at("NOTICE").find("Chef uses recipes of the Wren kitchen.\n") != std::string::npos);
  CHECK(bundle.at("NOTICE").find("Wren Base\nCopyright 2024 Nest\n") != std::string::npos);
  CHECK(bundle.at("LICENSES/Apache-2.0.txt") == apache);
}

TEST_CASE("only a folder that is empty is written to, and a hostile name leads nowhere") {
  const Chef chef("license: bsd-3-clause\nbase_model: ../../../../tmp/evil\n");
  const TempFolder out;
  out.write("full/kept", "kept");
  CHECK(chef.notice(out.str() + "/full").code == 2);
  CHECK(read_file(out.path() / "full/kept") == "kept");
  (void)chef.notice(out.str() + "/a");
  for (const auto& [path, bytes] : files_below(out.path())) CHECK(path.find("evil") == std::string::npos);
  CHECK(run_auditor({"notice", chef.folder.str()}).code == 2);
  CHECK(run_auditor({"notice", "/no/such/source", "-o", out.str() + "/b"}).code == 3);
}

TEST_CASE("what is left out is named, and the bundle is not complete without it") {
  const Chef chef("license: bsd-3-clause\n");
  std::string lines = "Chef\n";
  for (int i = 0; i < 25; ++i) lines += "Copyright (c) 2025 Cook " + std::to_string(i) + "\n";
  SECTION("a notice that is too large") {
    chef.folder.write("NOTICE", lines + std::string((1U << 20U) + 1, 'a') + "\n");
    const TempFolder out;
    const Run run = chef.notice(out.str() + "/a");
    CHECK(run.code == 1);
    CHECK(run.out.find("left out: NOTICE") != std::string::npos);
    const auto bundle = files_below(out.path() / "a");
    CHECK(bundle.at("MISSING.md").find("- NOTICE (of ") != std::string::npos);
    CHECK(bundle.at("MISSING.md").find("larger than 1.0 MiB") != std::string::npos);
  }
  SECTION("lines of copyright past the twentieth") {
    chef.folder.write("NOTICE", lines);
    const TempFolder out;
    CHECK(chef.notice(out.str() + "/a").code == 1);
    CHECK(files_below(out.path() / "a").at("MISSING.md").find("lines of copyright in NOTICE") != std::string::npos);
  }
  SECTION("a licence in a format that is not read") {
    chef.folder.write("LICENSE.pdf", "%PDF-1.4\n");
    const TempFolder out;
    CHECK(chef.notice(out.str() + "/a").code == 1);
    CHECK(files_below(out.path() / "a").at("MISSING.md").find("- LICENSE.pdf (of ") != std::string::npos);
  }
  SECTION("files past the five hundredth") {
    for (int i = 0; i < 505; ++i)
      chef.folder.write("parts/p" + std::to_string(i) + "/NOTICE", "Part " + std::to_string(i) + "\n");
    const TempFolder out;
    CHECK(chef.notice(out.str() + "/a").code == 1);
    CHECK(files_below(out.path() / "a").at("MISSING.md").find("no more than 500 files") != std::string::npos);
  }
}

TEST_CASE("a repository of another owner does not stand for a base of the same name") {
  const Chef chef("license: bsd-3-clause\nbase_model: nest/wren-base\n");
  GitFixture evil{{"README.md", "---\nlicense: apache-2.0\n---\n# Wren\nA model.\n"},
                  {"LICENSE", apache},
                  {"NOTICE", "Copyright 2024 Evil\n"}};
  evil.remote("https://huggingface.co/evil/wren-base");
  const TempFolder out;
  (void)chef.notice(out.str() + "/a", {"--with", evil.str()});
  for (const auto& [path, bytes] : files_below(out.path() / "a")) CHECK(bytes.find("Evil") == std::string::npos);
}
