// Licences that metadata declare, of cards and of weight files: every spelling and shape is read, and what is not
// understood is a doubt, never the label alone.
#include "auditor/evidence/conclusion/collect.h"
#include "tests/support/catch.h"
#include "tests/support/license_texts.h"
#include "tests/support/memory_snapshot.h"

#include <algorithm>

using namespace auditor;
using namespace auditor::evidence;
using auditor::test::MemorySnapshot;
using Files = std::map<std::string, std::string>;

namespace {

const std::string kApache = test::shipped_license("Apache-2.0");
const std::string kOwn =
    "Nest Laboratory terms\n\nYou may use the Wren model for your own studies. You may not give the model to third\n"
    "parties, and you may not offer it as a service. Commercial use needs a contract. The model is provided as is,\n"
    "without warranty of any kind, and Nest Laboratory is not liable for any damages arising from its use.\n";

std::string weights(const std::string& metadata = "") {
  const std::string header = R"({"w":{"dtype":"F32","shape":[512],"data_offsets":[0,2048]})" +
                             (metadata.empty() ? std::string{} : ",\"__metadata__\":{" + metadata + "}") + "}";
  std::string bytes(8, '\0');
  for (std::size_t i = 0; i < 4; ++i) bytes[i] = static_cast<char>((header.size() >> (8 * i)) & 0xFFU);
  return bytes + header + std::string(2048, '\0');
}

Files wren(const std::string& metadata, Files more = {}) {
  more.insert({"README.md", "---\n" + metadata + "---\n# Wren\n\nWren is a language model.\n"});
  more.insert({"model.safetensors", weights()});
  return more;
}

struct Found {
  ScopeTerms terms;
  std::vector<Doubt> doubts;
};

Found read(const Files& files) {
  const MemorySnapshot snapshot(files, "nest/wren");
  Repository repository(snapshot);
  ModelEvidence evidence = collect_models(repository);
  return {evidence.weights, evidence.doubts};
}

std::string concluded(const std::string& metadata) { return read(wren(metadata)).terms.concluded; }

}  // namespace

TEST_CASE("the metadata of a card name a licence in any spelling and shape") {
  for (const char* metadata :
       {"license: cc-by-nc-4.0\n", "License: cc-by-nc-4.0\n", "LICENCE: cc-by-nc-4.0\n", "licences: [cc-by-nc-4.0]\n",
        "license:\n  name: cc-by-nc-4.0\n", "license:\n  - {id: cc-by-nc-4.0}\n",
        "tags: [bird, 'license:cc-by-nc-4.0']\n", "x: &x {license: cc-by-nc-4.0}\n<<: *x\n",
        "license: !!binary Y2MtYnktbmMtNC4w\n", "license: {code: mit, weights: cc-by-nc-4.0, data: cc-by-4.0}\n"}) {
    INFO(metadata);
    CHECK(concluded(metadata) == "CC-BY-NC-4.0");
  }
  CHECK(concluded("x: &x {license: cc-by-nc-4.0}\n<<: *x\nlicense: mit\n") == "MIT");
}

TEST_CASE("a name, link or shape beside a label that nobody can read is a doubt") {
  const Files apache = {{"LICENSE", kApache}, {"TERMS.pdf", "%PDF-1.4"}, {"NEST.md", kOwn}};
  for (const char* metadata :
       {"license: apache-2.0\nlicense_name: nest-non-commercial\n", "license: other\nlicense_name: nest-research-1.0\n",
        "license: apache-2.0\nlicense_link: https://nest.example/terms\n",
        "license: apache-2.0\nlicense_link: TERMS.pdf\n", "license: 7\n", "license: cc-by-nc\n",
        "license: {wren: {a: 1}}\n",
        "license: apache-2.0\nlicense_link: https://huggingface.co/meta-llama/Llama-2-7b-hf/blob/main/LICENSE.txt\n"}) {
    INFO(metadata);
    const Found found = read(wren(metadata, apache));
    CHECK(found.terms.openness == "unknown");
    REQUIRE_FALSE(found.doubts.empty());
    CHECK(found.doubts.front().evidence.front().path == "README.md");
  }
  CHECK(read(wren("license: apache-2.0\nlicense_link: NEST.md\n", apache)).terms.openness != "open");
}

TEST_CASE("a name or link that says the same again is no doubt") {
  for (const char* metadata :
       {"license: apache-2.0\nlicense_name: Apache License 2.0\n", "license: apache-2.0\nlicense_link: LICENSE\n",
        "license: apache-2.0\nlicense_link: https://www.apache.org/licenses/LICENSE-2.0\n",
        "license: apache-2.0\nlicense_link: https://huggingface.co/Qwen/Qwen2.5-7B-Instruct/blob/main/LICENSE\n",
        "license: apache-2.0\nlicense_link: https://huggingface.co/nest/wren/blob/main/LICENSE\n",
        "license: other\nlicense_name: the-nest-licence\nlicense_link: LICENSE\n", "license: other\n",
        "license: unknown\n", "license:\n"}) {
    INFO(metadata);
    const Found found = read(wren(metadata, {{"LICENSE", kApache}}));
    CHECK(found.terms.openness == "open");
    CHECK(found.doubts.empty());
  }
}

TEST_CASE("a family's name is completed by the words of the card") {
  const Files files = {
      {"README.md",
       "---\nlicense: cc-by-nc-sa\n---\n# Wren\n\nWren is a language model.\n\n## License\n\nThis work "
       "is licensed under the Creative Commons Attribution-NonCommercial-ShareAlike 4.0 License.\n"},
      {"model.safetensors", weights()}};
  CHECK(read(files).terms.concluded == "CC-BY-NC-SA-4.0");
}

TEST_CASE("a blank behind the dashes that close the metadata hides them from the hub, not from readers") {
  const Files files = {{"README.md", "---\nlicense: cc-by-nc-4.0\n--- \n# Wren\n\nWren is a language model.\n"},
                       {"model.safetensors", weights()}};
  CHECK(read(files).terms.concluded == "CC-BY-NC-4.0");
  const Card card = read_card("README.md", files.at("README.md"));
  REQUIRE(card.front_matter_errors.size() == 1);
  CHECK(card.front_matter_errors.front().line == 3);
}

TEST_CASE("metadata inside the weights are held against the card, whole texts and last keys too") {
  std::string many;
  for (int i = 0; i < 400; ++i) many += "\"a" + std::to_string(1000 + i) + "\":\"x\",";
  std::string text = kOwn;
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2))
    text.replace(at, 1, "\\n");
  for (const std::string& metadata : {std::string(R"("license":"cc-by-nc-4.0")"), many + R"("zlicense":"cc-by-nc-4.0")",
                                      std::string(R"("license":"other","license_name":"nest-non-commercial")"),
                                      R"("license_text":")" + text + "\""}) {
    INFO(metadata.substr(0, 60));
    Files files = wren("license: apache-2.0\n");
    files["model.safetensors"] = weights(metadata);
    CHECK(read(files).terms.openness != "open");
  }
  Files files = wren("license: apache-2.0\n");
  files["model.safetensors"] = weights(R"("format":"pt","license":"Apache License 2.0")");
  CHECK(read(files).terms.openness == "open");
  for (int i = 0; i < 60; ++i) files["m" + std::to_string(i) + ".safetensors"] = weights(R"("license":"apache-2.0")");
  files["z.safetensors"] = weights(R"("license":"cc-by-nc-4.0")");
  CHECK(read(files).terms.openness == "noncommercial");
}

TEST_CASE("a Modelfile speaks for the weights it names") {
  const Files own = {{"Modelfile", "FROM ./model.safetensors\nLICENSE \"\"\"\n" + kOwn + "\"\"\"\n"}};
  CHECK(read(wren("license: apache-2.0\n", own)).terms.openness != "open");
  const Files apache = {{"Modelfile", "FROM ./model.safetensors\nLICENSE \"Apache 2.0\"\nPARAMETER temperature 1\n"}};
  CHECK(read(wren("license: apache-2.0\n", apache)).terms.openness == "open");
}

TEST_CASE("metadata beyond the bounds of YAML are a limit, not a card without metadata") {
  std::string bomb = "license: mit\na0: &a0 [xxxxxxxxxxxxxxxx]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int k = 0; k < 15; ++k) bomb += ", " + before;
    bomb += "]\n";
  }
  const MemorySnapshot snapshot(wren(bomb), "nest/wren");
  Repository repository(snapshot);
  (void)collect_models(repository);
  const std::vector<Diagnostic> said = repository.diagnostics();
  CHECK(std::any_of(said.begin(), said.end(),
                    [](const Diagnostic& d) { return d.path == "README.md" && d.kind == "limit"; }));
}
