// What licence files say in their own words, which licences are offered for choice, and code that is stricter than the
// project.
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
const std::string kBsd = test::shipped_license("BSD");

std::string weights() {
  const std::string header = R"({"w":{"dtype":"F32","shape":[512],"data_offsets":[0,2048]}})";
  std::string bytes(8, '\0');
  bytes[0] = static_cast<char>(header.size());
  return bytes + header + std::string(2048, '\0');
}

Files wren(Files more, const std::string& words = "") {
  more.insert({"README.md", "# Wren\n\nWren is a language model.\n\n" + words + "\n"});
  more.insert({"model.safetensors", weights()});
  return more;
}

ModelEvidence read(const Files& files) {
  const MemorySnapshot snapshot(files, "nest/wren");
  Repository repository(snapshot);
  return collect_models(repository);
}

bool conflict_in(const ModelEvidence& found, const std::string& scope) {
  return std::any_of(found.conflicts.begin(), found.conflicts.end(), [&](const auto& c) { return c.scope == scope; });
}

}  // namespace

TEST_CASE("words around a licence text that speak of the weights alone leave the text to the code") {
  for (const char* words :
       {"The trained weights are not part of this licence.", "The weights are excluded from this license.",
        "Published weights carry licenses of their own; they are stated in each model's repository.",
        "Model checkpoints are released under CC BY-NC-SA 4.0.", "The model weights may not be used commercially.",
        "This licence covers the code. The weights are released under CC BY-NC 4.0."})
    for (const bool above : {true, false}) {
      INFO(words << (above ? " above" : " below"));
      const std::string text = above ? std::string(words) + "\n\n" + kBsd : kBsd + "\n\n" + std::string(words) + "\n";
      const ModelEvidence found = read(wren({{"LICENSE", text}}));
      CHECK(found.weights.openness != "open");
      CHECK(found.code.concluded == "BSD-3-Clause");
    }
}

TEST_CASE("words around a licence text that only say what it covers change nothing") {
  for (const char* words :
       {"This license applies to all parts of this project that are not externally maintained libraries.",
        "All files in this repository, weights included, are under the following license.",
        "All models of this project are released under the terms below, except for files with their own headers.",
        "This licence covers the code and the model weights alike."}) {
    INFO(words);
    const ModelEvidence found = read(wren({{"LICENSE", std::string(words) + "\n\n" + kBsd}}));
    CHECK(found.weights.concluded == "BSD-3-Clause");
    CHECK(found.doubts.empty());
  }
}

TEST_CASE("a licence file that holds nothing but a path is that file") {
  const std::string restricted = "The weights are licensed under CC BY-NC 4.0.\n";
  const ModelEvidence away = read(wren({{"LICENSE", "legal/terms.txt"}, {"legal/terms.txt", restricted}}));
  CHECK(away.weights.openness == "noncommercial");
  const ModelEvidence here = read(wren({{"LICENSE", "legal/bsd.txt\n"}, {"legal/bsd.txt", kBsd}}));
  CHECK(here.weights.concluded == "BSD-3-Clause");
}

TEST_CASE("a LICENSE whose sentences nobody knows is unknown") {
  const std::string own =
      "Wren License 1.0, inspired by others.\n\nYou may run the model at home. Hosting it for others is not fine.\n";
  CHECK(read(wren({{"LICENSE", own}}, "Wren is released under the MIT license, see [LICENSE](LICENSE)."))
            .weights.openness != "open");
  const Files notice = wren({{"LICENSE", "Copyright 2026 Nest\n"}}, "Wren is released under the MIT license.");
  CHECK(read(notice).weights.concluded == "MIT");
}

TEST_CASE("two licences are alternatives where words leave the choice, and only there") {
  const Files both = {{"LICENSE-BSD", kBsd}, {"LICENSE-APACHE", kApache}};
  for (const char* words :
       {"Licensed under either of [Apache License 2.0](LICENSE-APACHE) or [BSD 3-Clause](LICENSE-BSD) at your option.",
        "Dual-licensed under [Apache-2.0](LICENSE-APACHE) and [BSD](LICENSE-BSD), at your option."}) {
    INFO(words);
    const ModelEvidence found = read(wren(both, "## License\n\n" + std::string(words)));
    for (const ScopeTerms* terms : {&found.weights, &found.code, &found.documentation})
      CHECK(terms->concluded == "Apache-2.0 OR BSD-3-Clause");
  }
  const ModelEvidence parted = read(wren(
      both, "## License\n\nThe code is under [BSD](LICENSE-BSD), the weights are under [Apache-2.0](LICENSE-APACHE)."));
  CHECK(parted.weights.concluded == "Apache-2.0");
}

TEST_CASE("headers and folder licences of model code that restrict are a conflict in code") {
  const std::string net = "import torch\nclass Net(torch.nn.Module): pass\n# and more of the same to fill a file\n";
  const std::string header = "# Licensed under CC BY-NC 4.0 (https://creativecommons.org/licenses/by-nc/4.0/)\n";
  CHECK(conflict_in(read(wren({{"LICENSE", kBsd}, {"wren/modeling.py", header + net}})), "code"));
  const std::string folder = "The code in this folder is licensed under CC BY-NC 4.0.\n";
  CHECK(conflict_in(read(wren({{"LICENSE", kBsd}, {"net/LICENSE", folder}, {"net/model.py", net}})), "code"));
  const std::string open = "# Licensed under the Apache License, Version 2.0\n";
  CHECK_FALSE(conflict_in(read(wren({{"LICENSE", kBsd}, {"wren/modeling.py", open + net}})), "code"));
  CHECK_FALSE(conflict_in(read(wren({{"LICENSE", kBsd}, {"wren/colours.py", header + net}})), "code"));
}

TEST_CASE("a folder for weights speaks for weights that are only linked") {
  Files files = wren({{"LICENSE", kBsd}, {"weights/LICENSE_NOTICE.txt", "wren-s  MIT\nwren-l  CC BY-NC 4.0\n"}},
                     "Download the weights: [wren](https://huggingface.co/nest/wren).");
  files.erase("model.safetensors");
  CHECK(read(files).weights.openness == "noncommercial");
}

TEST_CASE("a column of terms names the licences of its rows") {
  const std::string table =
      "| Model | Weights | Terms |\n|---|---|---|\n| wren-s | [hub](https://huggingface.co/nest/wren-s) | MIT |\n"
      "| wren-l | [hub](https://huggingface.co/nest/wren-l) | CC BY-NC 4.0 |\n";
  CHECK(read(wren({{"LICENSE", kBsd}}, table)).weights.concluded == "CC-BY-NC-4.0 AND MIT");
}

TEST_CASE("weights that a sentence on the project includes are under its licence, and so is the code") {
  CHECK(conflict_in(read(wren({{"LICENSE", kApache}}, "Wren, weights included, is released under the MIT license.")),
                    "code"));
}
