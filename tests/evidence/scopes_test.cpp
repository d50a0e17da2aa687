// Whose models, which documents, what terms: a repository in, conclusions out.
#include "auditor/evidence/conclusion/collect.h"
#include "tests/support/catch.h"
#include "tests/support/memory_snapshot.h"

#include <fstream>
#include <iterator>

using namespace auditor;
using namespace auditor::evidence;
using auditor::test::MemorySnapshot;
using Files = std::map<std::string, std::string>;

namespace {

// Debian ships the text; the project holds none.
std::string apache_text() {
  std::ifstream file("/usr/share/common-licenses/Apache-2.0");
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

const std::string apache = apache_text();
const std::string release =
    "\n## Download\n\n| Model | Weights |\n|---|---|\n| Wren-7B | [download](https://huggingface.co/nest/wren-7b) |\n";

ModelEvidence audit(const Files& files, const std::string& name = "nest/wren") {
  const MemorySnapshot snapshot(files, name);
  Repository repository(snapshot);
  return collect_models(repository);
}

bool has_conflict(const ModelEvidence& found, const std::string& kind) {
  for (const Conflict& conflict : found.conflicts)
    if (conflict.kind == kind) return true;
  return false;
}

}  // namespace

TEST_CASE("A README that offers weights is the card") {
  const ModelEvidence found = audit({{"README.md", "# Wren\nWren is a language model." + release}});
  CHECK(found.cards == std::vector<std::string>{"README.md"});
  CHECK(found.weights_status == WeightsStatus::linked);
}

TEST_CASE("A README that only loads another owner's model is no card") {
  const ModelEvidence found = audit(
      {{"README.md", "# Trainer\nTrain small models.\n\n```python\nAutoModel.from_pretrained('other/finch')\n```\n"}},
      "nest/trainer");
  CHECK(found.cards.empty());
  CHECK(found.weights_status == WeightsStatus::absent);
  CHECK(found.weights.concluded.empty());
}

TEST_CASE("Dedicated cards are the cards, README stays a document") {
  const ModelEvidence found = audit({{"README.md", "# Wren" + release}, {"MODEL_CARD.md", "# Model card\nWren."}});
  CHECK(found.cards == std::vector<std::string>{"MODEL_CARD.md"});
  CHECK(found.documents == std::vector<std::string>{"MODEL_CARD.md", "README.md"});
}

TEST_CASE("A translation is no second card") {
  CHECK(audit({{"README.md", "# Wren" + release}, {"README_zh.md", "# Wren" + release}}).cards.size() == 1);
}

TEST_CASE("The root licence reaches weights that the repository offers") {
  const ModelEvidence found = audit({{"README.md", "# Wren" + release}, {"LICENSE", apache}});
  CHECK(found.weights.concluded == "Apache-2.0");
  CHECK(found.weights.openness == "open");
  CHECK(found.code.concluded == "Apache-2.0");
}

TEST_CASE("A sentence that gives the weights other terms keeps the root licence for the code") {
  const ModelEvidence found = audit({{"README.md", "# Wren" + release +
                                                       "\n## License\nThe code is licensed under the Apache License "
                                                       "2.0, the model weights are under CC BY-NC 4.0.\n"},
                                     {"LICENSE", apache}});
  CHECK(found.code.concluded == "Apache-2.0");
  CHECK(found.weights.concluded == "CC-BY-NC-4.0");
  CHECK(found.weights.openness == "noncommercial");
}

TEST_CASE("Restrictive words on the whole project outweigh the code's permissive text") {
  const auto with = [](const std::string& words) {
    return audit({{"README.md", "# Wren" + release + "\n## License\n\n" + words + "\n"}, {"LICENSE", apache}});
  };
  for (const char* words : {"This repository is licensed under CC BY-NC 4.0.", "**License:** CC BY-NC 4.0",
                            "![License: CC BY-NC 4.0](https://img.shields.io/badge/License-CC%20BY--NC%204.0-red)",
                            "[![License](https://img.shields.io/badge/License-CC%20BY--NC%204.0-red)](LICENSE)"}) {
    INFO(words);
    const ModelEvidence found = with(words);
    CHECK(found.code.concluded == "CC-BY-NC-4.0");
    CHECK(found.weights.concluded == "CC-BY-NC-4.0");
    CHECK(has_conflict(found, "label-and-text"));
  }
  CHECK(with("The model is licensed under CC BY-NC 4.0.").code.concluded == "Apache-2.0");
  CHECK(with("The code is under Apache-2.0. The project is under CC BY-NC 4.0.").code.concluded == "Apache-2.0");
}

TEST_CASE("What is taken out of a licence is a doubt, though a sentence names the licence") {
  const auto with = [](const std::string& words) {
    return audit({{"README.md", "# Wren" + release + "\n## License\n\n" + words + "\n"}, {"LICENSE", apache}});
  };
  CHECK(with("With the exception of the weights, this repository is released under Apache 2.0.").weights.openness ==
        "unknown");
  CHECK(with("With the exception of the figures, this repository is released under Apache 2.0.").weights.openness ==
        "open");
}

TEST_CASE("A condition behind any number of requests is judged") {
  std::string words = "\n## Intended use\n\n";
  for (int i = 0; i < 12; ++i)
    words += "The model weights of step " + std::to_string(i) + " are intended for research purposes only.\n\n";
  words += "## License\n\nThe model weights may not be used for commercial purposes.\n";
  const ModelEvidence found = audit({{"README.md", "# Wren" + release + words}, {"LICENSE", apache}});
  CHECK(found.weights.openness == "noncommercial");
}

TEST_CASE("Words on the data that restrict more than the file they link to hold") {
  const ModelEvidence found = audit(
      {{"README.md", "# Wren" + release + "\n## License\n\nThe dataset is licensed under [CC BY-NC 4.0](LICENSE).\n"},
       {"LICENSE", apache}});
  CHECK(found.data.concluded == "CC-BY-NC-4.0");
}

TEST_CASE("A statement's scope comes from its clause, in any language") {
  const auto with = [](const std::string& words) {
    return audit({{"README.md", "# Wren" + release + "\n## License\n\n" + words + "\n"}, {"LICENSE", apache}});
  };
  for (const char* words : {"The code may not be used commercially; the weights are MIT.",
                            "コードの商用利用は禁止です。重みは MIT ライセンスです。",
                            "Le code est réservé à un usage non commercial ; les poids sont sous licence MIT."}) {
    INFO(words);
    const ModelEvidence found = with(words);
    CHECK(found.weights.openness == "open");
    CHECK(found.code.openness == "noncommercial");
  }
  for (const char* words : {"Les poids sont sous CC BY-NC 4.0, le code sous MIT.",
                            "De gewichten vallen onder CC BY-NC 4.0, de code onder MIT."}) {
    INFO(words);
    const ModelEvidence found = with(words);
    CHECK(found.weights.openness != "open");
    CHECK(found.code.openness == "open");
  }
}

TEST_CASE("A gate without stated terms keeps the root licence from the weights") {
  const ModelEvidence found = audit(
      {{"README.md",
        "# Wren\n1. Accept [`nest/wren`](https://huggingface.co/nest/wren) user conditions and download the model.\n"},
       {"LICENSE", apache}});
  CHECK(found.weights_status == WeightsStatus::gated);
  CHECK(found.weights.concluded.empty());
}

TEST_CASE("A restrictive label is not lost to a permissive root text") {
  const ModelEvidence found =
      audit({{"README.md", "---\nlicense: cc-by-nc-4.0\n---\n# Wren" + release}, {"LICENSE", apache}});
  CHECK(found.weights.concluded == "CC-BY-NC-4.0");
  CHECK(has_conflict(found, "label-and-text"));
}

TEST_CASE("A permissive label on a derivative of restricted weights inherits their terms") {
  const ModelEvidence found =
      audit({{"README.md", "---\nlicense: apache-2.0\nbase_model: meta-llama/Llama-2-7b-hf\n---\n# Wren" + release}});
  CHECK(found.weights.concluded == "Apache-2.0 AND LicenseRef-llama2");
  CHECK(found.weights.openness == "restricted");
  CHECK(has_conflict(found, "permissive-on-restricted-base"));
  CHECK(found.lineage.parents.size() == 1);
}

TEST_CASE("An architecture named in a sentence is no parent") {
  const ModelEvidence found =
      audit({{"README.md",
              "# Wren\nWren is a language model with the same architecture as LLaMA, based on the LLaMA architecture." +
                  release},
             {"LICENSE", apache}});
  CHECK(found.lineage.parents.empty());
  CHECK(found.weights.concluded == "Apache-2.0");
}

TEST_CASE("A duty beside the licence takes the weights out of the open, a request does not") {
  const std::string card = "# Wren" + release + "\n## License\nThe model is released under Apache 2.0. ";
  const ModelEvidence duty = audit({{"README.md", card + "The weights are for academic purposes only.\n"}});
  CHECK(duty.weights.openness == "noncommercial");
  CHECK(has_conflict(duty, "extra-duty"));
  const ModelEvidence request =
      audit({{"README.md", card + "We ask that the model be used for research purposes only.\n"}});
  CHECK(request.weights.openness == "open");
}

TEST_CASE("Terms in a PDF are named, unread and not open") {
  const ModelEvidence found =
      audit({{"README.md",
              "# Wren" + release +
                  "\n## License\nThe model weights are under the [Wren Community License](./Wren_License.pdf).\n"},
             {"Wren_License.pdf", "%PDF-1.4"},
             {"LICENSE", apache}});
  CHECK(found.weights.openness == "unknown");
  CHECK(found.weights.concluded.starts_with("LicenseRef-"));
}

TEST_CASE("A badge of another repository says nothing here") {
  const ModelEvidence found = audit({{"README.md",
                                      "[![l](https://img.shields.io/badge/License-MIT-blue.svg)](https://github.com/"
                                      "other/thing/blob/main/LICENSE)\n# Wren" +
                                          release}});
  CHECK(found.weights.concluded.empty());
}

TEST_CASE("A folder with its own weights licence is a model of its own") {
  const ModelEvidence found =
      audit({{"README.md", "# Toolkit\nA toolkit."},
             {"LICENSE", apache},
             {"projects/wren/model_card.md", "# Wren\nA model."},
             {"projects/wren/README.md", "# Wren" + release +
                                             "\nThe use of the weights is subject to [CC BY-NC "
                                             "4.0](https://creativecommons.org/licenses/by-nc/4.0/)."}});
  REQUIRE(found.models.size() == 1);
  CHECK(found.models[0].path == "projects/wren");
  CHECK(found.weights.concluded == "CC-BY-NC-4.0");
  CHECK(found.code.concluded == "Apache-2.0");
}

TEST_CASE("A bare name under the heading License is a declaration") {
  const ModelEvidence found = audit({{"README.md", "# Wren" + release + "\n## License\n\nMIT\n"}});
  CHECK(found.weights.concluded == "MIT");
  CHECK(found.weights.status() == "declared-only");
}

TEST_CASE("Terms named by a family's licence are that family's") {
  const ModelEvidence found =
      audit({{"README.md",
              "# Wren" + release + "\n## License\nThe model weights are subject to the model license of LLaMA.\n"},
             {"LICENSE", apache}});
  CHECK(found.weights.concluded == "LicenseRef-llama1-research");
}

TEST_CASE("News tell what held on a day") {
  const ModelEvidence found = audit({{"README.md", "# Wren" + release +
                                                       "\n- [2023/11] The model weights are under CC BY-NC 4.0.\n\n## "
                                                       "License\nThe model weights are under Apache 2.0.\n"}});
  CHECK(found.weights.concluded == "Apache-2.0");
}

TEST_CASE("Licences in a table of data are not those of the weights") {
  const ModelEvidence found = audit(
      {{"README.md", "# Wren" + release +
                         "\n## Data mix\n| Subset | Rows | License |\n|---|---|---|\n| owl | 9k | cc-by-nc-4.0 |\n"},
       {"LICENSE", apache}});
  CHECK(found.weights.concluded == "Apache-2.0");
}

TEST_CASE("Vendored licences are not the repository's") {
  const ModelEvidence found = audit({{"README.md", "# Wren" + release}, {"third_party/lib/LICENSE", apache}});
  CHECK(found.license_files.empty());
  CHECK(found.weights.concluded.empty());
}

TEST_CASE("A licence file that is a bare link is no text") {
  const ModelEvidence found = audit({{"README.md", "# Wren" + release}, {"LICENSE", "https://example.org/terms\n"}});
  CHECK(found.weights.openness != "open");
  CHECK(found.code.openness != "open");
}

TEST_CASE("A client of a service offers no weights") {
  const ModelEvidence found =
      audit({{"README.md", "# Nest SDK\nThe Nest SDK provides access to the Nest API.\n"}, {"LICENSE", apache}},
            "nest/nest-sdk");
  CHECK(found.cards.empty());
  CHECK(found.weights_status == WeightsStatus::absent);
  CHECK_FALSE(found.withheld.hosted.empty());
}

TEST_CASE("A registry in code offers weights without a card") {
  const ModelEvidence found =
      audit({{"README.md", "# Wren\nSounds.\n"},
             {"LICENSE", apache},
             {"wren/download.py", "URLS = {'base': 'https://storage.example.org/wren/base.pt'}\n"}});
  CHECK(found.weights_status == WeightsStatus::linked);
  CHECK(found.weights.concluded == "Apache-2.0");
}

TEST_CASE("Pointers without objects are weights whose bytes are elsewhere") {
  const ModelEvidence found = audit({{"README.md", "---\nlicense: mit\n---\n# Wren\n"},
                                     {"model.safetensors", "version https://git-lfs.github.com/spec/v1\n"}});
  CHECK(found.weights_status == WeightsStatus::pointer);
  CHECK(found.weights.concluded == "MIT");
}

TEST_CASE("A licence file without a licence text can withhold") {
  const std::string card = "---\nlicense: mit\n---\n# Wren\nWren is a language model." + release;
  for (const std::string text : {"For non-commercial use only.", "Nest Inc. All rights reserved.",
                                 "Terms: https://nest.example/terms", "禁止商业用途。"}) {
    const ModelEvidence found = audit({{"README.md", card}, {"LICENSE", text}});
    CHECK(found.weights.openness != "open");
    CHECK(has_conflict(found, "label-and-text"));
  }
  CHECK(audit({{"README.md", card}, {"LICENSE", "Subject to the Llama 2 terms."}}).weights.concluded ==
        "LicenseRef-llama2");
}

TEST_CASE("A condition counts in any wording, a permission does not") {
  const std::string card = "---\nlicense: mit\n---\n# Wren\nWren is a language model." + release + "\n## License\n\n";
  CHECK(audit({{"README.md", card + "Commercial usage is strictly forbidden."}}).weights.openness == "noncommercial");
  CHECK(audit({{"README.md", card + "Any commercial application requires prior written consent."}}).weights.openness ==
        "restricted");
  CHECK(audit({{"README.md", card + "The model may not be used by firms with more than 250 employees."}})
            .weights.openness == "restricted");
  CHECK(audit({{"README.md", card + "The weights are provided under a proprietary licence; ask us for it."}})
            .weights.openness == "restricted");
  CHECK(audit({{"README.md", card + "Wren supports commercial use."}}).weights.openness == "open");
  CHECK(audit({{"README.md", card + "The model is used by companies with many branches."}}).weights.openness == "open");
}

TEST_CASE("A comma may part code from weights") {
  const ModelEvidence found =
      audit({{"README.md",
              "# Wren\nWren is a language model." + release +
                  "\n## License\n\nCode is released under MIT, model weights are released under CC-BY-NC 4.0.\n"}});
  CHECK(found.code.concluded == "MIT");
  CHECK(found.weights.concluded == "CC-BY-NC-4.0");
}

TEST_CASE("A title of a family known for its own terms keeps the root's text from the weights") {
  const std::string link = " weights: [download](https://huggingface.co/nest/wren-7b)\n";
  const ModelEvidence found = audit({{"README.md", "# Gemma\nGemma is a language model." + link}, {"LICENSE", apache}});
  CHECK(found.weights.concluded == "LicenseRef-gemma-terms");
  CHECK(found.code.concluded == "Apache-2.0");
}

TEST_CASE("A nested registry gives terms, also by names nobody knows") {
  const ModelEvidence found =
      audit({{"README.md", "# Wren\nWren is a language model." + release},
             {"LICENSE", apache},
             {"wren/.models.json",
              R"({"tts": {"en": {"a": {"urls": ["https://nest.example/a/model.pth"], "license": "WPML"}}}})"}});
  CHECK(found.weights.openness != "open");
}

TEST_CASE("A package's module of the same name may hold the registry") {
  const ModelEvidence found =
      audit({{"MODEL_CARD.md", "# Wren\nWren is a vision model."},
             {"LICENSE", apache},
             {"wren/wren.py", "_MODELS = {'a': 'https://storage.googleapis.com/nest/wren-a.pt'}\n"}});
  CHECK(found.weights_status == WeightsStatus::linked);
}

TEST_CASE("An item of a list of releases gives its terms in brackets") {
  const std::string items =
      "- [Wren-7B](https://huggingface.co/nest/wren-7b) (Apache-2.0)\n"
      "- [Wren-7B-chat](https://huggingface.co/nest/wren-7b-chat) (*Research purposes only*)\n";
  const ModelEvidence found = audit({{"README.md", "# Wren\nWren is a language model.\n\n## Models\n\n" + items}});
  CHECK(found.weights.concluded == "Apache-2.0");
  CHECK(found.weights.openness == "noncommercial");
}

TEST_CASE("Terms that a sentence announces and a block of code shows are read, and no open question") {
  const std::string notice =
      "    Copyright 2024 The Nest\n\n    Licensed under the Apache License, Version 2.0 (the \"License\");\n"
      "    you may not use this file except in compliance with the License.\n"
      "    You may obtain a copy of the License at\n\n        http://www.apache.org/licenses/LICENSE-2.0\n\n"
      "    Unless required by applicable law or agreed to in writing, software\n"
      "    distributed under the License is distributed on an \"AS IS\" BASIS,\n"
      "    WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.\n"
      "    See the License for the specific language governing permissions and\n"
      "    limitations under the License.\n";
  const auto shown = [](const std::string& sentence, const std::string& block) {
    return audit({{"README.md", "# Wren" + release + "\n## License\n" + sentence + "\n\n```\n" + block + "```\n"},
                  {"LICENSE", apache}});
  };
  const std::string all =
      "The following license applies to all code in this GitHub repo, as well as the Wren models and any other "
      "copyrightable artifacts contained in this repository.";
  const ModelEvidence found = shown(all, notice);
  CHECK(found.doubts.empty());
  CHECK(found.code.openness == "open");
  CHECK(found.weights.concluded == "Apache-2.0");
  // A line beside the notice is not accounted for: the question stays.
  CHECK(shown(all, notice + "    The models may be used by birds alone.\n").code.openness != "open");
  CHECK(shown(all, "    The Nest decides who may use it.\n").code.openness != "open");
  // A notice under a sentence that announces nothing is an example.
  CHECK(shown("Put this into each file that you send us, as we ask of all who contribute to the code:",
              "    Licensed under the GNU General Public License, version 3 only.\n")
            .code.concluded == "Apache-2.0");
}
