// What weight files say of themselves, held against what the card says.
#include "auditor/evidence/conclusion/collect.h"
#include "tests/support/catch.h"
#include "tests/support/memory_snapshot.h"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <iterator>

using namespace auditor;
using namespace auditor::evidence;
using auditor::test::MemorySnapshot;
using Files = std::map<std::string, std::string>;

namespace {

// A safetensors file with one F16 matrix of `rows` x 1000, whose bytes are a hole.
std::string safetensors(const std::string& metadata, std::size_t rows) {
  const std::size_t bytes = rows * 2000;
  const std::string header =
      fmt::format(R"({{"__metadata__":{{{}}},"w":{{"dtype":"F16","shape":[{},1000],"data_offsets":[0,{}]}}}})",
                  metadata, rows, bytes);
  std::string file(8, '\0');
  for (std::size_t i = 0; i < 8; ++i) file[i] = static_cast<char>(header.size() >> (8 * i) & 0xFFU);
  return file + header + std::string(bytes, '\0');
}

// Debian ships the texts; the project holds none.
std::string text_of(const std::string& id) {
  std::ifstream file("/usr/share/common-licenses/" + id);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string licensed(const std::string& license) { return safetensors(R"("license":")" + license + '"', 1); }

ModelEvidence audit(const Files& files) {
  const MemorySnapshot snapshot(files, "nest/wren");
  Repository repository(snapshot);
  return collect_models(repository);
}

const Conflict* conflict(const ModelEvidence& found, const std::string& kind) {
  const auto at =
      std::find_if(found.conflicts.begin(), found.conflicts.end(), [&](const auto& c) { return c.kind == kind; });
  return at == found.conflicts.end() ? nullptr : &*at;
}

}  // namespace

TEST_CASE("A restrictive licence inside the weights is not lost to a permissive card") {
  const ModelEvidence found =
      audit({{"README.md", "---\nlicense: mit\n---\n# Wren\n"}, {"model.safetensors", licensed("cc-by-nc-4.0")}});
  CHECK(found.weights.concluded == "CC-BY-NC-4.0");
  CHECK(found.weights.openness == "noncommercial");
  const Conflict* differs = conflict(found, "embedded-label");
  REQUIRE(differs != nullptr);
  CHECK(differs->declared == "CC-BY-NC-4.0");
  CHECK(differs->detected == "MIT");
  REQUIRE(differs->evidence.size() == 2);
  CHECK(differs->evidence[0].path == "model.safetensors");
  CHECK(differs->evidence[1].path == "README.md");
}

TEST_CASE("A permissive licence inside the weights opens nothing that the card restricts") {
  const ModelEvidence found = audit(
      {{"README.md", "---\nlicense: cc-by-nc-4.0\n---\n# Wren\n"}, {"model.safetensors", licensed("apache-2.0")}});
  CHECK(found.weights.concluded == "CC-BY-NC-4.0");
  CHECK(conflict(found, "embedded-label") != nullptr);
}

TEST_CASE("The licence inside the weights holds when nothing else speaks") {
  const ModelEvidence found = audit({{"README.md", "# Wren\n"}, {"model.safetensors", licensed("apache-2.0")}});
  CHECK(found.weights.concluded == "Apache-2.0");
  CHECK(found.weights.status() == "declared-only");
  CHECK(found.conflicts.empty());
}

TEST_CASE("Agreement is one more declaration") {
  const ModelEvidence found =
      audit({{"README.md", "---\nlicense: mit\n---\n# Wren\n"}, {"model.safetensors", licensed("MIT")}});
  CHECK(found.weights.concluded == "MIT");
  CHECK(found.conflicts.empty());
}

TEST_CASE("Texts for the weights that no sentence tells apart all hold, and are told") {
  const ModelEvidence found = audit({{"README.md", "# Wren\n"},
                                     {"LICENSE-MODEL", text_of("Apache-2.0")},
                                     {"MODEL_LICENSE.md", text_of("MPL-2.0")},
                                     {"model.safetensors", licensed("")}});
  CHECK(found.weights.concluded == "Apache-2.0 AND MPL-2.0");
  const Conflict* several = conflict(found, "several-texts");
  REQUIRE(several != nullptr);
  CHECK(several->detected == "Apache-2.0 AND MPL-2.0");
  CHECK(several->evidence.size() == 2);
}

TEST_CASE("The stated number of parameters is held against the files") {
  const Files agreeing = {{"README.md", "# Wren\nA language model with 2.4 million parameters.\n"},
                          {"model.safetensors", safetensors("", 2400)}};
  const ParameterCount same = audit(agreeing).parameters;
  REQUIRE(same.stated);
  CHECK(*same.stated == Approx(2.4e6));
  CHECK(same.agrees == true);
  CHECK(same.evidence.at(0).start_line == 2);

  Files differing = agreeing;
  differing["README.md"] = "# Wren\nA language model with 7B parameters.\n";
  CHECK(audit(differing).parameters.agrees == false);

  Files several = agreeing;
  several["README.md"] = "# Wren\nModels with 7B parameters and with 70B parameters.\n";
  CHECK_FALSE(audit(several).parameters.stated);

  Files pointer = agreeing;
  pointer["model.safetensors"] = "version https://git-lfs.github.com/spec/v1\n";
  CHECK_FALSE(audit(pointer).parameters.agrees);
}
