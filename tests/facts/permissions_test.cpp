// What may be done with the code, where parts of it are under terms of their own.
#include "auditor/facts/build.h"
#include "tests/support/catch.h"
#include "tests/support/license_texts.h"
#include "tests/support/memory_snapshot.h"

using namespace auditor;

namespace {

Json use_of_code(const std::string& license_of_part) {
  const std::string module = "import torch.nn as nn\nclass Wren(nn.Module):\n  def forward(self, x):\n    return x\n";
  const test::MemorySnapshot snapshot(
      {{"README.md", "---\nlicense: mit\n---\n# Wren\nWren is a language model.\n"},
       {"LICENSE", test::shipped_license("Apache-2.0")},
       {"wren/model.py", module},
       {"wren/decoder/model.py", "# SPDX-License-Identifier: " + license_of_part + "\n" + module},
       {"model.safetensors",
        "version https://git-lfs.github.com/spec/v1\noid sha256:" + std::string(64, 'a') + "\nsize 400000000\n"}},
      "nest/wren");
  return facts::build(snapshot)["permissions"]["embed-code"];
}

}  // namespace

TEST_CASE("a part of the code under terms that do not permit a use is a condition of it") {
  const Json embed = use_of_code("CC-BY-NC-SA-4.0");
  CHECK(embed["answer"] == "yes-if");
  CHECK(embed.dump().find("Without the part of the code that does not permit it: wren/decoder/model.py") !=
        std::string::npos);
  CHECK(embed.dump().find("CC-BY-NC-SA-4.0") != std::string::npos);
}

TEST_CASE("a part of the code under open terms adds none") {
  CHECK(use_of_code("Apache-2.0").dump().find("Without the part") == std::string::npos);
  CHECK(use_of_code("MIT").dump().find("Without the part") == std::string::npos);
}

TEST_CASE("of several models, terms of parents that cannot both be met leave it open what may be passed on") {
  const auto answer = [](bool second_model) {
    const std::string pointer =
        "version https://git-lfs.github.com/spec/v1\noid sha256:" + std::string(64, 'a') + "\nsize 400000000\n";
    const std::string card =
        "---\nlicense: gpl-3.0\nbase_model:\n- mistralai/Mistral-7B-v0.1\n- "
        "CohereForAI/aya-23-8B\nbase_model_relation: merge\n---\n# Wren\nWren is a language model.\n";
    const test::MemorySnapshot one({{"README.md", card}, {"config.json", "{}"}, {"model.safetensors", pointer}},
                                   "nest/wren");
    const test::MemorySnapshot two({{"README.md", card},
                                    {"a/README.md", card},
                                    {"a/config.json", "{\"model_type\": \"wren\"}"},
                                    {"a/model.safetensors", pointer},
                                    {"b/README.md", "---\nlicense: gpl-3.0\n---\n# Finch\nFinch is a model.\n"},
                                    {"b/config.json", "{\"model_type\": \"finch\"}"},
                                    {"b/model.safetensors", pointer}},
                                   "nest/wren");
    return facts::build(second_model ? two : one);
  };
  CHECK(answer(false)["permissions"]["redistribute"]["answer"] == "no");
  const Json several = answer(true);
  REQUIRE(several["models"].size() > 1);
  CHECK(several["lineage"]["incompatible"].empty());
  for (const char* use : {"redistribute", "publish-derivative", "quantize"}) {
    CAPTURE(several["permissions"][use].dump());
    CHECK(several["permissions"][use]["answer"] == "unknown");
  }
}
