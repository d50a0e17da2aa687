// What could not be read is unknown: never absent, never open.
#include "auditor/assess/assess.h"
#include "auditor/facts/build.h"
#include "auditor/source/snapshot.h"
#include "tests/support/catch.h"
#include "tests/support/git_fixture.h"

#include <filesystem>
#include <sys/stat.h>

using namespace auditor;
using namespace auditor::test;

namespace {

const std::string long_text(4000, 'x');

GitFixture wren() {
  return GitFixture{{"README.md",
                     "---\nlicense: mit\n---\n# Wren\nWren is a language model with 7B parameters.\n"
                     "Download the [weights](https://huggingface.co/nest/wren).\n"},
                    {"LICENSE", "SPDX-License-Identifier: MIT\n"},
                    {"wren/model.py", "import torch.nn as nn\nclass Wren(nn.Module):\n  pass\n"},
                    {"model.safetensors", "version https://git-lfs.github.com/spec/v1\noid sha256:" +
                                              std::string(64, 'a') + "\nsize 123456789\n"}};
}

Json facts_of(const GitFixture& repository, const source::Limits& limits) {
  source::OpenOptions options;
  options.limits = limits;
  const auto snapshot = source::open_snapshot(repository.str(), options);
  REQUIRE(snapshot);
  return facts::build(**snapshot);
}

// Facts of the repository with one more file, read with small files only.
Json facts_with(const std::string& path, const std::string& content) {
  GitFixture repository = wren();
  repository.file(path, content);
  repository.commit("More");
  source::Limits limits;
  limits.blob_bytes = 2000;
  return facts_of(repository, limits);
}

std::string verdict_of(const Json& facts) {
  return assess::assess(facts, *assess::load_rules({"licensing"})).verdict["class"].get<std::string>();
}

}  // namespace

TEST_CASE("with everything read, what is not there is absent") {
  const Json facts = facts_of(wren(), {});
  CHECK(facts["unread"] == Json{{"documents", false}, {"files", false}, {"tree", false}, {"weights", false}});
  CHECK(facts["documentation"]["citation"]["status"] == "absent");
  CHECK(facts["data"]["status"] == "undisclosed");
  CHECK(facts["bias"]["level"] == 0);
  CHECK(verdict_of(facts) == "open-weights");
}

TEST_CASE("a README above the limit leaves open what it could have said") {
  const Json facts = facts_with("README.md", "# Wren\n" + long_text);
  CHECK(facts["unread"]["documents"] == true);
  CHECK(facts["documentation"]["citation"]["status"] == "unknown");
  CHECK(facts["data"]["status"] == "unknown");
  CHECK(facts["bias"]["level"].is_null());
  CHECK(facts["limits"][0]["name"].get<std::string>().find("README.md") == 0);
  CHECK(verdict_of(facts) == "undetermined");
}

TEST_CASE("a card that cannot be read could restrict what another document calls open") {
  const Json facts = facts_with("MODEL_CARD.md", "# Model card\nNot for commercial use.\n" + long_text);
  CHECK(facts["licenses"]["weights"]["concluded"] == "MIT");
  CHECK(facts["licenses"]["weights"]["openness"] == "unknown");
  CHECK(verdict_of(facts) == "undetermined");
}

TEST_CASE("code above the limit leaves open which parts of the code are there, and nothing else") {
  const Json facts = facts_with("wren/model.py", "import torch.nn as nn\n# " + long_text);
  CHECK(facts["unread"] == Json{{"documents", false}, {"files", true}, {"tree", false}, {"weights", false}});
  CHECK(facts["code"]["training"]["status"] == "unknown");
  CHECK(facts["data"]["status"] == "undisclosed");
  CHECK(verdict_of(facts) == "open-weights");
}

TEST_CASE("a tree that was not read to its end hides everything that was not found") {
  source::Limits limits;
  limits.entries = 2;
  const Json facts = facts_of(wren(), limits);
  CHECK(facts["unread"]["tree"] == true);
  CHECK(facts["code"]["inference"]["status"] == "unknown");
  CHECK(verdict_of(facts) == "undetermined");
}

TEST_CASE("a licence or an encoding that could not be read leaves the terms open, wherever the weights lie") {
  CHECK(verdict_of(facts_with("LICENSE-MODEL", "Terms of Wren\n" + long_text)) == "undetermined");
  CHECK(verdict_of(facts_with("MODEL_CARD.md", std::string("#\0 \0W\0", 6))) == "undetermined");
  // Far from any model a document says nothing of one.
  CHECK(verdict_of(facts_with("tools/viewer/app/README.md", "# Viewer\n" + long_text)) == "open-weights");
}

TEST_CASE("a pipe or a link to nothing in the place of a document or of weights was not read") {
  for (const char* file : {"README.md", "config.json", "model.safetensors"}) {
    CAPTURE(file);
    TempFolder folder;
    folder.write("LICENSE", "x");
    REQUIRE(::mkfifo((folder.path() / file).c_str(), 0600) == 0);
    const auto snapshot = source::open_snapshot(folder.str());
    REQUIRE(snapshot);
    const Json unread = facts::build(**snapshot)["unread"];
    CHECK((unread["documents"] == true || unread["weights"] == true));
  }
  TempFolder folder;
  std::filesystem::create_symlink("/dev/zero", folder.path() / "config.json");
  const auto snapshot = source::open_snapshot(folder.str());
  REQUIRE(snapshot);
  CHECK(facts::build(**snapshot)["unread"]["documents"] == true);
}

TEST_CASE("Approval by the Open Source Initiative is a fact of every scope, and unknown where the terms are") {
  const auto approved = [](const std::string& license) {
    const GitFixture repository{{"wren/model.py", "# SPDX-License-Identifier: " + license +
                                                      "\nimport torch.nn as nn\nclass Wren(nn.Module):\n"
                                                      "  def forward(self, x):\n    return x\n"}};
    return facts_of(repository, {})["licenses"]["code"]["osi_approved"];
  };
  CHECK(approved("MIT") == "yes");
  CHECK(approved("MIT AND Apache-2.0") == "yes");
  CHECK(approved("CC-BY-4.0") == "no");
  CHECK(approved("MIT AND CC-BY-4.0") == "no");
  CHECK(approved("LicenseRef-nobody-knows") == "unknown");
  CHECK(facts_of(wren(), {})["licenses"]["weights"]["osi_approved"] == "yes");
  const Json unread = facts_with("MODEL_CARD.md", "# Model card\nNot for commercial use.\n" + long_text);
  CHECK(unread["licenses"]["weights"]["openness"] == "unknown");
  CHECK(unread["licenses"]["weights"]["osi_approved"] == "unknown");
}

TEST_CASE("weights whose object is missing are neither here nor a pointer") {
  GitFixture repository = wren();
  repository.file("model.safetensors", "xxxx" + std::string(200'000, 'w'));
  repository.file(".gitattributes", "*.safetensors filter=lfs\n");
  repository.commit("Weights in git");
  const auto opened = source::open_snapshot(repository.str());
  REQUIRE(opened);
  const std::string oid = (*opened)->find("model.safetensors")->oid;
  const Json whole = facts_of(repository, {});
  CHECK(whole["security"]["missing_objects"].empty());
  CHECK(whole["security"]["stored_without_lfs"] == Json::array({"model.safetensors"}));
  std::filesystem::remove(repository.object_file(oid));
  const Json lost = facts_of(repository, {});
  const Json& file = lost["weights"]["files"][0];
  CHECK(file["object_present"] == false);
  CHECK(file["pointer"] == "none");
  CHECK(lost["security"]["missing_objects"] == Json::array({"model.safetensors"}));
  CHECK(lost["security"]["stored_without_lfs"].empty());  // nobody knows what was stored
}
