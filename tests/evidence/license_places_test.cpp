// Licence files that speak by where they lie and by what they are called.
#include "auditor/evidence/conclusion/collect.h"
#include "auditor/evidence/repository/documents.h"
#include "auditor/source/snapshot.h"
#include "tests/support/catch.h"
#include "tests/support/git_fixture.h"
#include "tests/support/license_texts.h"
#include "tests/support/memory_snapshot.h"

using namespace auditor;
using namespace auditor::evidence;
using auditor::test::MemorySnapshot;
using Files = std::map<std::string, std::string>;

namespace {

const std::string kApache = test::shipped_license("Apache-2.0");
const std::string kBsd = test::shipped_license("BSD");

// Nobody's terms.
const std::string kOwn =
    "Nest Laboratory terms\n\nYou may use the Wren model for your own studies. You may not give the model to third\n"
    "parties, and you may not offer it as a service. Commercial use needs a contract. The model is provided as is,\n"
    "without warranty of any kind, and Nest Laboratory is not liable for any damages arising from its use.\n";
const std::string kNotForSale = "Wren is licensed under CC BY-NC 4.0.\n";

std::string weights() {
  const std::string header = R"({"w":{"dtype":"F32","shape":[512],"data_offsets":[0,2048]}})";
  std::string bytes(8, '\0');
  bytes[0] = static_cast<char>(header.size());
  return bytes + header + std::string(2048, '\0');
}

Files wren(const std::string& place, Files more) {
  more.insert({"README.md", "# Wren\n\nWren is a language model.\n"});
  more.insert({"LICENSE", kApache});
  more.insert({place, weights()});
  return more;
}

ScopeTerms terms(const Files& files) {
  const MemorySnapshot snapshot(files, "nest/wren");
  Repository repository(snapshot);
  return collect_models(repository).weights;
}

}  // namespace

TEST_CASE("A text in a folder speaks for the weights in it and below, whatever its name") {
  for (const char* name : {"LICENSE", "Licence.txt", "COPYING", "TERMS.md", "EULA.txt", "USE_POLICY.md", "NOTICE",
                           "LICENSE_MODEL.txt", "terms of use.txt", "Wren-License.rst"}) {
    INFO(name);
    CHECK(terms(wren("weights/model.safetensors", {{std::string("weights/") + name, kOwn}})).openness != "open");
    CHECK(terms(wren("out/7b/model.safetensors", {{std::string("out/") + name, kNotForSale}})).openness != "open");
  }
  const ScopeTerms own = terms(wren("weights/model.safetensors", {{"weights/LICENSE", kBsd}}));
  CHECK(own.concluded == "BSD-3-Clause");
  CHECK(terms(wren("weights/model.safetensors", {{"docs/LICENSE", kNotForSale}})).concluded == "Apache-2.0");
  CHECK(terms(wren("weights/model.safetensors", {{"data/LICENSE", kNotForSale}})).concluded == "Apache-2.0");
}

TEST_CASE("A file of terms that cannot be read leaves the weights beside it unknown") {
  for (const char* path :
       {"weights/LICENSE.docx", "weights/license.png", "weights/LICENSE.pdf", "MODEL LICENSE.docx"}) {
    INFO(path);
    const ScopeTerms found = terms(wren("weights/model.safetensors", {{path, std::string("PK\3\4", 4)}}));
    CHECK(found.openness == "unknown");
    CHECK(found.unread == std::vector<std::string>{path});
  }
}

TEST_CASE("A second text at the root that nobody knows or that restricts holds beside the first") {
  for (const char* name : {"license", "License.txt", "COPYING", "LICENSE_X.txt", "EULA", "TERMS.md", "LICENSE_EN.md",
                           "LICENSE-ADDENDUM"}) {
    INFO(name);
    CHECK(terms(wren("model.safetensors", {{name, kNotForSale}})).openness != "open");
    CHECK(terms(wren("model.safetensors", {{name, kOwn}})).openness != "open");
  }
  CHECK(terms(wren("model.safetensors", {{"LICENSE_zh.md", kOwn}})).openness == "open");
  CHECK(terms(wren("model.safetensors", {{"LICENSE_DATA", kNotForSale}})).concluded == "Apache-2.0");
  CHECK(terms(wren("model.safetensors", {{"COPYING", kApache}})).concluded == "Apache-2.0");
}

TEST_CASE("A notice or policy counts for what it says of the model, not for the parts it lists") {
  const auto with = [](const std::string& name, const std::string& text) {
    return terms(wren("model.safetensors", {{name, text}})).openness;
  };
  CHECK(with("NOTICE", "Wren\n\nThe model weights may not be sold.\n") == "unknown");
  CHECK(with("NOTICE", "Llama 2 is licensed under the LLAMA 2 Community License.\n") == "restricted");
  CHECK(with("ACCEPTABLE_USE.md", "You agree you will not use Wren for gambling.\n") == "unknown");
  CHECK(with("NOTICE", "Wren\nThis product includes software developed by Finch Ltd.\n") == "open");
  CHECK(with("NOTICE", "images/owl.png is under CC BY-NC 4.0.\n") == "open");
  CHECK(with("NOTICE", "You agree to comply with all applicable laws when you use the model.\n") == "open");
  CHECK(with("THIRD_PARTY_NOTICES", "Finch: the model may not be sold.\n") == "open");
  CHECK(with("CONTRIBUTOR_LICENSE_AGREEMENT.md", kOwn) == "open");
  CHECK(with("PRIVACY_POLICY.md", "You may not send the model your secrets.\n") == "open");
}

TEST_CASE("A sentence on the model behind the notices of other parts, or behind two texts, is not lost") {
  const std::string sentence = "\nThe Wren model may not be sold or given to anybody else.\n";
  const auto with = [](const std::string& text) {
    Files files = wren("model.safetensors", {});
    files["LICENSE"] = text;
    return terms(files).openness;
  };
  CHECK(with(kApache + "\nThird-party notices\n" + sentence) != "open");
  CHECK(with(kApache + "\n\n" + kBsd + sentence) != "open");
  CHECK(with(kApache + "\n\n" + kBsd) == "open");
  std::string history;
  for (int year = 1990; year < 2020; ++year)
    history +=
        "In " + std::to_string(year) + " the nest was moved to another tree, and Wren learned new songs there.\n";
  CHECK(with(history + "\n" + kBsd + "\nNobody may use this for commercial purposes.\n") != "open");
  CHECK(with(history + "\n" + kBsd) == "open");
}

TEST_CASE("A text beside weights is read after seventy licences of other folders") {
  Files files = wren("z/model.safetensors", {{"z/LICENSE", kOwn}});
  for (int i = 0; i < 70; ++i) files["a/b" + std::to_string(i) + "/LICENSE"] = kApache;
  CHECK(terms(files).openness != "open");
}

TEST_CASE("A link that is called a licence is the text it leads to") {
  const auto linked = [](const std::string& name, const std::string& target) {
    test::GitFixture repository;
    repository.file("README.md", "# Wren\n\nWren is a language model.\n").file("LICENSE", kApache);
    repository.file("weights/model.safetensors", weights()).file("legal/wren.txt", kNotForSale);
    repository.symlink(name, target).commit();
    const std::unique_ptr<source::Snapshot> snapshot = *source::open_snapshot(repository.str());
    Repository read(*snapshot);
    return collect_models(read).weights.concluded;
  };
  CHECK(linked("weights/LICENSE", "../legal/wren.txt") == "CC-BY-NC-4.0");
  CHECK(linked("MODEL_LICENSE", "legal/wren.txt") == "CC-BY-NC-4.0");
  CHECK(linked("weights/LICENSE", "../LICENSE") == "Apache-2.0");
}
