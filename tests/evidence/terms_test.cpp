// What a careful reader concludes where documents are awkward: other people's parts, conditions in tables and other
// languages, bases named in passing.
#include "auditor/evidence/conclusion/collect.h"
#include "auditor/evidence/licensing/own_terms.h"
#include "tests/support/catch.h"
#include "tests/support/license_texts.h"
#include "tests/support/memory_snapshot.h"

#include <algorithm>

using namespace auditor;
using namespace auditor::evidence;
using auditor::test::MemorySnapshot;
using Files = std::map<std::string, std::string>;

namespace {

const std::string apache = test::shipped_license("Apache-2.0");
const std::string opening = "# Wren\n\nWren is a language model with 7 billion parameters.\n";
const std::string offer = "\n## Download\n\n[Wren-7B](https://huggingface.co/nest/wren-7b)\n";

ModelEvidence audit(const Files& files, const std::string& name = "nest/wren") {
  const MemorySnapshot snapshot(files, name);
  Repository repository(snapshot);
  return collect_models(repository);
}

ModelEvidence readme(const std::string& text) {
  return audit({{"README.md", opening + offer + text}, {"LICENSE", apache}});
}

bool has_conflict(const ModelEvidence& found, const std::string& scope, const std::string& kind) {
  return std::any_of(found.conflicts.begin(), found.conflicts.end(),
                     [&](const Conflict& c) { return c.scope == scope && c.kind == kind; });
}

}  // namespace

TEST_CASE("Terms of other people's parts in LICENSE are not the project's") {
  const std::string license =
      apache + "\n\nThird-party notices:\n\nThe tokenizer is under these terms.\n\n" + test::shipped_license("GPL-3");
  CHECK(identify_own_terms(license).ids == std::vector<std::string>{"Apache-2.0"});
  CHECK_FALSE(identify_bundled_terms(license).ids.empty());
  const ModelEvidence found = audit({{"README.md", opening + offer}, {"LICENSE", license}});
  CHECK(found.code.concluded == "Apache-2.0");
  CHECK(found.weights.concluded == "Apache-2.0");
}

TEST_CASE("Two texts without such a border both hold") {
  const std::string license = apache + "\n\n" + test::shipped_license("GPL-3");
  CHECK(identify_own_terms(license).ids.size() == 2);
}

TEST_CASE("A list of parts that restricts the weights is no list of other people's") {
  const std::string license = apache +
                              "\n\nThird-party software\n\nThe pretrained weights may only be used under "
                              "https://creativecommons.org/licenses/by-nc/4.0/ (CC-BY-NC-4.0).\n";
  const auto ids = identify_own_terms(license).ids;
  CHECK(std::find(ids.begin(), ids.end(), "CC-BY-NC-4.0") != ids.end());
}

TEST_CASE("A licence file that is named by its licence alone covers everything") {
  const ModelEvidence found = audit({{"README.md", opening + offer}, {"APACHE-LICENSE.txt", apache}});
  CHECK(found.weights.concluded == "Apache-2.0");
  const ModelEvidence beside =
      audit({{"README.md", opening + offer}, {"LICENSE", test::shipped_license("GPL-3")}, {"APACHE_LICENSE", apache}});
  CHECK(beside.weights.concluded == "GPL-3.0-only");
  CHECK(beside.code.concluded == "Apache-2.0");
}

TEST_CASE("Research only, said of the project in Chinese, restricts code and weights") {
  const ModelEvidence found = readme("\n## 免责声明\n\n本项目相关资源仅供学术研究之用，严禁用于商业用途。\n");
  CHECK(found.weights.openness == "noncommercial");
  CHECK(found.code.openness == "noncommercial");
  CHECK(readme("\n## 局限\n\n我们要求开发者仅将模型用于研究目的，不得用于商业。\n").weights.openness ==
        "noncommercial");
  CHECK(readme("\n## 说明\n\n本项目支持商业使用。\n").weights.openness == "open");
}

TEST_CASE("A column of a table of models that denies commerce") {
  const auto table = [](const std::string& answer) {
    return "\n| Model | Download | Commercial use? |\n|---|---|---|\n| Wren-7B | https://huggingface.co/nest/wren-7b | "
           "Yes |\n"
           "| Wren-Chat | https://huggingface.co/nest/wren-chat | " +
           answer + " |\n";
  };
  CHECK(readme(table("No")).weights.openness == "noncommercial");
  CHECK(readme(table("❌")).weights.openness == "noncommercial");
  CHECK(readme(table("Yes")).weights.openness == "open");
  CHECK(readme(table("No limit")).weights.openness == "open");
}

TEST_CASE("A restrictive text beside LICENSE that nothing gives to a part holds as well") {
  const ModelEvidence found = audit({{"README.md", opening + offer},
                                     {"LICENSE", apache},
                                     {"TERMS_OF_USE.md",
                                      "# Terms of use\nYou may use Wren for non-commercial research "
                                      "purposes only, under CC-BY-NC-4.0.\n"}});
  CHECK(found.weights.openness == "noncommercial");
  CHECK(has_conflict(found, "weights", "several-texts"));
}

TEST_CASE("The nearer name is the base, not the model that a link offers") {
  const ModelEvidence found = readme("\n- 基于LLaMA2 微调的模型：[Wren-Chat](https://huggingface.co/nest/wren-chat)\n");
  REQUIRE(found.lineage.parents.size() == 1);
  CHECK(found.lineage.parents[0].license == "LicenseRef-llama2");
}

TEST_CASE("A model based on this one is no base of it") {
  CHECK(readme("\nFinch is a chat model based on Wren-7B, and its small version ChatGLM-6B is quick.\n")
            .lineage.parents.empty());
}

TEST_CASE("The same architecture, and projects that others built, are no descent") {
  CHECK(readme("\nIt works in many projects built upon Llama.\n").lineage.parents.empty());
}

TEST_CASE("News that send the reader to another repository speak of what is there") {
  const std::string news = "\n- [2024/04/30] Finch is out, built on Llama-3: [page](https://github.com/nest/finch)\n";
  CHECK(readme(news).lineage.parents.empty());
  const std::string own = "\n- [2024/04/30] Wren-Chat is out, built on Llama-3: [page](https://github.com/nest/wren)\n";
  CHECK(readme(own).lineage.parents.size() == 1);
}

TEST_CASE("The base that a command lays the project's own adapter on") {
  const auto command = [](const std::string& adapter) {
    return "\n```sh\npython generate.py --base_model 'huggyllama/llama-7b' --lora_weights '" + adapter + "'\n```\n";
  };
  CHECK(readme(command("nest/wren-lora-7b")).weights.openness == "noncommercial");
  CHECK(readme(command("other/finch-lora")).weights.openness == "open");
}

TEST_CASE("Bindings for other people's models offer none") {
  const std::string text =
      "# pywren\n\nPython bindings for the C++ port of Wren.\n\nDownload the model from "
      "[here](https://wren.example/models/wren-7b.bin).\n";
  const ModelEvidence found = audit({{"README.md", text}, {"LICENSE", apache}}, "someone/pywren");
  CHECK(found.cards.empty());
  CHECK(found.weights_status == WeightsStatus::absent);
}

TEST_CASE("A README that releases weights in words alone is the card") {
  const std::string family = "# Wren\n\nWren is a family of models for bird songs.\n\n";
  const ModelEvidence found =
      audit({{"README.md", family + "All the code and weights are provided under the Apache License 2.0.\n"},
             {"LICENSE", apache}});
  CHECK(found.cards == std::vector<std::string>{"README.md"});
  CHECK(found.weights_status == WeightsStatus::linked);
  CHECK(found.weights.concluded == "Apache-2.0");
  const ModelEvidence service =
      audit({{"README.md", family + "The model is available through our API under the terms of use.\n"},
             {"LICENSE", apache}});
  CHECK(service.weights_status == WeightsStatus::absent);
}

TEST_CASE("A README with the fields of a card is one") {
  const std::string fields = "- **Developed by:** Nest\n- **Model type:** classifier\n- **License:** CC-BY-NC-4.0\n";
  CHECK(audit({{"README.md", "# Wren\n\nWren is our new classifier of bird songs.\n\n" + fields}}).cards.size() == 1);
  CHECK(audit({{"README.md", "# Tools\n\nScripts that sort recordings.\n\n" + fields}}).cards.empty());
}

TEST_CASE("A page that README links for its downloads offers the weights") {
  const Files files = {{"README.md", "# Wren\n\nSee [models](docs/models.md) for pretrained checkpoints.\n"},
                       {"docs/models.md",
                        "# Models\n\nDownload the checkpoint from "
                        "[here](https://nest.s3.amazonaws.com/wren/checkpoints.zip).\n"},
                       {"LICENSE", apache}};
  const ModelEvidence found = audit(files);
  CHECK(found.weights_status == WeightsStatus::linked);
  CHECK(found.weights.concluded == "Apache-2.0");
  CHECK(found.cards == std::vector<std::string>{"README.md"});
}

TEST_CASE("READMEs of the projects that an index of projects links are the cards") {
  const std::string project =
      "# Finch\n\nFinch is a model of songs.\n\n## Download\n\n"
      "[finch.pt](https://github.com/nest/birds/releases/download/v1/finch.pt)\n";
  const ModelEvidence found = audit({{"README.md", "# Birds\n\nThe projects:\n\n- [Finch](./finch/)\n"},
                                     {"finch/README.md", project},
                                     {"LICENSE", apache}},
                                    "nest/birds");
  CHECK(found.cards == std::vector<std::string>{"finch/README.md"});
}

TEST_CASE("A comparison by numbers is no descent from what it compares") {
  CHECK(readme("\nComparing based on the number of tokens would be unfair to models like Llama.\n")
            .lineage.parents.empty());
}

TEST_CASE("Releasing a model under a licence, in so many words, offers it") {
  const ModelEvidence found = audit({{"README.md",
                                      "# Wren-1B\n\nWren-1B is a 1B parameter model.\n\nWe're releasing "
                                      "Wren-1B under the Apache 2.0 license.\n"},
                                     {"LICENSE", apache}});
  CHECK(found.weights_status == WeightsStatus::linked);
}

TEST_CASE("A link to a section of the same document names no terms of its own") {
  const ModelEvidence found = readme(
      "\nUse of the model is subject to the terms outlined in the [License section](#license).\n\n"
      "## License\n\nThis code repository is licensed under the Apache License 2.0.\n");
  CHECK(found.weights.openness == "open");
}

TEST_CASE("The cell below License names the terms of the model of its row") {
  const auto row = [](const std::string& license) {
    return "\n| Model | Weights | License |\n|---|---|---|\n| wren-chat | [hub](https://huggingface.co/nest/wren-chat) "
           "| " +
           license + " |\n";
  };
  CHECK(readme(row("Llama 3")).weights.concluded.find("LicenseRef-llama3") != std::string::npos);
  CHECK(readme(row("Apache 2.0")).weights.concluded == "Apache-2.0");
}

TEST_CASE("A badge that puts the weights under a family's or an unknown licence is never open") {
  const auto badge = [](const std::string& value) {
    return "\n![Model License](https://img.shields.io/badge/Model%20License-" + value + "-red.svg)\n";
  };
  CHECK(readme(badge("LLaMa")).weights.openness == "noncommercial");
  CHECK(readme(badge("Nest_Agreement")).weights.openness != "open");
  CHECK(readme(badge("Apache_2.0")).weights.openness == "open");
}

TEST_CASE("A table of downloads offers, also under a heading that compares") {
  const ModelEvidence found =
      audit({{"README.md", opening + "\n### Model comparison\n\n| | Wren-7B |\n|---|---|\n| Download | "
                                     "[hub](https://huggingface.co/nest/wren-7b) |\n"},
             {"LICENSE", apache}});
  CHECK(found.weights_status == WeightsStatus::linked);
}

TEST_CASE("Who gives the model weights terms has given the weights, unless they are another's") {
  const std::string family = "# Wren\n\nWren is a family of models for bird songs.\n\n";
  CHECK(audit({{"README.md", family + "The model weights have a CC BY-SA 4.0 license.\n"}, {"LICENSE", apache}})
            .weights.concluded == "CC-BY-SA-4.0");
  CHECK(audit({{"README.md", family + "The GPT-2 weights have a Gemma license of their own.\n"}, {"LICENSE", apache}})
            .weights.openness != "open");
}

TEST_CASE("A duty to share alike is no licence of everything") {
  const ModelEvidence found = readme(
      "\n## License\n\nThe model weights have a CC BY-SA 4.0 license. If you modify the weights, "
      "you must open-source them under the same license terms.\n");
  CHECK(found.weights.concluded == "CC-BY-SA-4.0");
  CHECK(found.code.concluded == "Apache-2.0");
}

TEST_CASE("A project that can only be used for research restricts") {
  CHECK(
      readme("\nThis project is for research, so it can only be used for personal/research/non-commercial purposes.\n")
          .weights.openness == "noncommercial");
}

TEST_CASE("A restriction inside one of several licence texts makes that one modified") {
  std::string changed = apache;
  const std::size_t end = changed.find("END OF TERMS AND CONDITIONS");
  REQUIRE(end != std::string::npos);
  changed.insert(
      end,
      "10. This code is provided for research purposes only and must not be used for any commercial purpose. "
      "Any use of this code for commercial purposes, including selling it, is strictly prohibited.\n\n   ");
  const auto ids = licenses::identify(changed + "\n\n" + test::shipped_license("GPL-3")).ids;
  CHECK(std::find(ids.begin(), ids.end(), "Apache-2.0") == ids.end());
  CHECK(std::find(ids.begin(), ids.end(), "LicenseRef-modified-Apache-2.0") != ids.end());
}

TEST_CASE("A name after a bare verb, under the heading of the licence, names the terms") {
  const ModelEvidence found =
      audit({{"README.md", opening + offer + "\n## License\n\nThe code is MIT. The weights are CC-BY-NC-4.0.\n"}});
  CHECK(found.code.concluded == "MIT");
  CHECK(found.weights.concluded == "CC-BY-NC-4.0");
}

TEST_CASE("A file of weights that a sentence gives terms is a model under them") {
  const ModelEvidence found = readme(
      "\n- `wren-large.tar` has a custom licence, called [Mistral AI Research "
      "License](https://mistral.ai/licenses/MRL-0.1.md)\n");
  CHECK(found.weights.concluded == "LicenseRef-mistral-research");
}

TEST_CASE("In Chinese the base stands before the words of descent") {
  CHECK(readme("\nWren-Chat 基于 ChatGLM2-6B 微调。\n").lineage.parents.size() == 1);
}

TEST_CASE("A disclaimer of warranty after a licence text changes nothing, a restriction in it does") {
  const std::string disclaimer =
      "\n\nThis software is provided by the copyright holders and contributors \"as is\" and any warranties are "
      "disclaimed.\n";
  CHECK(licenses::identify(apache + disclaimer).ids == std::vector<std::string>{"Apache-2.0"});
  CHECK(licenses::identify(apache + disclaimer + "It may not be used for commercial purposes.\n").ids !=
        std::vector<std::string>{"Apache-2.0"});
}

TEST_CASE("A copy of another project, with licence and build of its own, speaks for nothing") {
  const Files files = {{"README.md", opening + offer},
                       {"LICENSE", apache},
                       {"backbone/LICENSE", test::shipped_license("GPL-3")},
                       {"backbone/setup.py", "from setuptools import setup\nsetup()\n"},
                       {"backbone/MODEL_CARD.md", "# Finch\n\nWomen are recognised less well.\n"}};
  CHECK(audit(files).cards == std::vector<std::string>{"README.md"});
  Files spoken = files;
  spoken["README.md"] += "\nSee the [backbone](backbone/MODEL_CARD.md).\n";
  CHECK(audit(spoken).cards == std::vector<std::string>{"backbone/MODEL_CARD.md"});
  // Where contributors of it are addressed, it is a project, too.
  Files addressed = files;
  addressed.erase("backbone/setup.py");
  CHECK(audit(addressed).cards != std::vector<std::string>{"README.md"});
  addressed["backbone/CONTRIBUTING.md"] = "# Contributing to Finch\n";
  CHECK(audit(addressed).cards == std::vector<std::string>{"README.md"});
}

TEST_CASE("Addresses that the reader is to replace offer nothing") {
  const std::string framework = "# Nest\n\nNest is a framework for training models.\n";
  CHECK(audit({{"README.md", framework},
               {"src/checkpoint.py", "# gs://my-bucket/run\nif path.startswith('gs://'): pass\n"}})
            .weights_status == WeightsStatus::absent);
  CHECK(audit({{"README.md", framework + "\n## Checkpoints\n\n```sh\ntrain --base gs://path/to/checkpoints/\n```\n"}})
            .weights_status == WeightsStatus::absent);
}

TEST_CASE("They are the models of the sentence before") {
  const ModelEvidence found =
      readme("\nWe have open-sourced Wren-7B and Wren-1B. They are released under the MIT license.\n");
  CHECK(found.weights.declared == std::vector<std::string>{"MIT"});
}

TEST_CASE("Both code and weights, in brackets after the licence") {
  const ModelEvidence found = audit({{"README.md",
                                      "# Wren\n\nWren is a model of songs.\n\nWren is released under an Apache 2.0 "
                                      "License (both code and model weights).\n"},
                                     {"LICENSE", apache}});
  CHECK(found.weights_status == WeightsStatus::linked);
  CHECK(found.weights.concluded == "Apache-2.0");
}

TEST_CASE("The column of a table of models that names what each was built on") {
  const std::string table =
      "\n| Model | Language part | Weights |\n|---|---|---|\n| Wren-VL | "
      "[Llama-3-70B](https://huggingface.co/meta-llama/Meta-Llama-3-70B) | "
      "[hub](https://huggingface.co/nest/wren-vl) |\n";
  CHECK(readme(table).weights.concluded.find("LicenseRef-llama3") != std::string::npos);
}

TEST_CASE("Models called by a family of restricted terms descend from it") {
  const auto row = [](const std::string& name) {
    return "\n| Model | Weights |\n|---|---|\n| " + name + " | [download](https://huggingface.co/nest/" + name +
           ") |\n";
  };
  CHECK(readme(row("wren-llama3-8b")).weights.openness == "restricted");
  CHECK(readme(row("wren-tinyllama")).weights.openness == "open");
  const ModelEvidence family =
      audit({{"README.md", "# Llama 3\n" + row("llama-3-8b")}, {"LICENSE", apache}}, "nest/llama3");
  CHECK(family.weights.concluded.find("llama1") == std::string::npos);
}

TEST_CASE("Trained on a model is descent, trained on its data is none") {
  CHECK(readme("\nWren-1B is trained on Finch-7B and Wren-13B is trained on LLaMA-13B.\n").lineage.parents.size() == 1);
  CHECK(readme("\nWren is trained on 52k conversations of LLaMA users.\n").lineage.parents.empty());
  CHECK(readme("\nWren is trained on LLaMA outputs.\n").lineage.parents.empty());
}

TEST_CASE("Uses that follow the licence agreement of a family are under its terms") {
  CHECK(
      readme(
          "\nWe have strict terms for using the model checkpoints: they are restricted to uses that follow the license "
          "agreement of Stable Diffusion.\n")
          .weights.openness == "restricted");
}

TEST_CASE("Weights under the author's own words are not under the code's licence") {
  const ModelEvidence found =
      readme("\n## License\n\nCode: Apache-2.0\n\nPre-trained models: listeners must know that voices are made.\n");
  CHECK(found.code.concluded == "Apache-2.0");
  CHECK(found.weights.concluded == "LicenseRef-unknown");
  // A remark binds nobody, and a known licence is none of the author's own.
  CHECK(readme("\n## License\n\nModel weights: see above for sizes.\n").weights.concluded == "Apache-2.0");
  CHECK(readme("\n## License\n\nModel weights: Apache-2.0 license, which must be kept.\n").weights.openness == "open");
}

TEST_CASE("What using the models binds to restricts; agreeing to the licence does not") {
  CHECK(readme("\nBefore using these models, you agree to inform listeners.\n").weights.openness == "restricted");
  CHECK(readme("\nBy using the model, you agree not to use it for illegal ends.\n").weights.openness == "open");
  CHECK(readme("\nBy using the model, you agree to the terms of the Apache 2.0 license.\n").weights.openness == "open");
}

TEST_CASE("The entry for any terms of one's own contradicts no such terms") {
  const std::string own =
      "Wren License\n\nPermission to use the software is granted for research only. Commercial use "
      "is prohibited. The licensee must not distribute it.\n";
  const auto with = [](const std::string& text) {
    return audit({{"LICENSE", text}, {"setup.py", "setup(classifiers=['License :: Other/Proprietary License'])\n"}});
  };
  CHECK_FALSE(has_conflict(with(own), "code", "label-and-text"));
  CHECK(has_conflict(with(apache), "code", "label-and-text"));
}

TEST_CASE("A family of licences without version is the one whose text is there") {
  const std::string nc = "https://creativecommons.org/licenses/by-nc/4.0/\nLicensed under CC-BY-NC-4.0.\n";
  const std::string said =
      "\n## License\n\nThe code is licensed under Apache-2.0.\n\nModel weights are licensed under "
      "CC-BY-NC.\n";
  const ModelEvidence found =
      audit({{"README.md", opening + offer + said}, {"LICENSE", apache}, {"LICENSE-MODEL.md", nc}});
  CHECK(found.weights.concluded == "CC-BY-NC-4.0");
  CHECK(readme(said).weights.openness != "open");
}

TEST_CASE("The licence among the fields of a model is not the code's") {
  const std::string fields = "\n- License: MIT\n- Base model: Finch\n- Context length: 8K\n";
  const ModelEvidence found = audit({{"README.md", opening + offer + fields}});
  CHECK(found.weights.concluded == "MIT");
  CHECK(found.code.concluded.empty());
  CHECK(audit({{"README.md", opening + offer + "\n## License\n\nLicense: MIT\n"}}).code.concluded == "MIT");
}

TEST_CASE("Intended for research, in a card's words on its uses, is no condition") {
  const std::string said = "These models are intended to be used for research purposes only.\n";
  const auto card = [&](const std::string& heading) {
    return audit({{"README.md", opening + offer},
                  {"MODEL_CARD.md", "# Wren\n\n## " + heading + "\n\n" + said},
                  {"LICENSE", apache}})
        .weights;
  };
  CHECK(card("Intended use").openness == "open");
  CHECK(card("License").openness == "noncommercial");
}

TEST_CASE("A header in one file of many is that file's") {
  const std::string header =
      "# Licensed under the Apache License, Version 2.0 (the \"License\");\n# you may not use "
      "this file except in compliance with the License.\n";
  const std::string code = "import torch\n\n\ndef sing(bird):\n    return torch.tensor(bird)  # a long enough file\n";
  Files files = {{"a.py", header + code}};
  CHECK(audit(files).code.concluded == "Apache-2.0");
  for (const char* path : {"b.py", "c.py", "d.py", "e.py"}) files.emplace(path, code);
  CHECK(audit(files).code.concluded.empty());
}

TEST_CASE("Attributions after the licence are other people's parts") {
  const std::string license = apache + "\n\nATTRIBUTIONS:\n\nOne file comes from elsewhere, under these terms.\n\n" +
                              test::shipped_license("GPL-3");
  CHECK(identify_own_terms(license).ids == std::vector<std::string>{"Apache-2.0"});
}

TEST_CASE("Uses that are ruled out in so many words restrict; a disclaimer and the law do not") {
  const auto under = [](const std::string& heading, const std::string& text) {
    return readme("\n## " + heading + "\n\n" + text + "\n").weights.openness;
  };
  CHECK(under("Misuse", "While we encourage good use, we explicitly prohibit the following:") == "restricted");
  CHECK(under("Misuse", "Illegal uses are strictly prohibited.") == "open");
  CHECK(under("Disclaimer", "The following uses are strictly forbidden:") == "open");
  CHECK(under("Disclaimer", "This project is released for academic use.") == "noncommercial");
  CHECK(under("Disclaimer", "Researchers in academic institutions use it.") == "open");
}

TEST_CASE("A sentence that gives parts of the code to another licence at the root lets both hold") {
  const Files files = {{"LICENSE-APACHE", apache}, {"LICENSE-GPL", test::shipped_license("GPL-3")}};
  const auto with = [&](const std::string& sentence) {
    Files all = files;
    all.emplace("README.md", opening + "\n## License\n\n" + sentence + "\n");
    return audit(all).code.concluded;
  };
  CHECK(with("The code is provided under the Apache-2.0 license, the Python scripts under GPL-3.0-only.") ==
        "Apache-2.0 AND GPL-3.0-only");
  CHECK(with("The code is licensed under either Apache-2.0 or GPL-3.0-only.") != "Apache-2.0 AND GPL-3.0-only");
}

TEST_CASE("A project whose terms restrict its models counts where the root offers them") {
  const std::string terms = "# Finch\n\nFinch sings.\n\n## License\n\nThe model is licensed for research use only.\n";
  Files files = {{"LICENSE", apache},
                 {"README.md", opening + "\nNew: [Finch](projects/finch).\n"},
                 {"projects/finch/README.md", terms + "See https://nest.example.org.\n"},
                 {"wren/download.py", "URL = 'https://storage.googleapis.com/nest/wren.pt'\n"}};
  const ModelEvidence found = audit(files);
  CHECK(std::any_of(found.models.begin(), found.models.end(),
                    [](const Model& m) { return m.weights_terms.openness == "noncommercial"; }));
  files["README.md"] = opening;  // nothing leads there
  const ModelEvidence apart = audit(files);
  CHECK(std::none_of(apart.models.begin(), apart.models.end(),
                     [](const Model& m) { return m.weights_terms.openness == "noncommercial"; }));
}

TEST_CASE("Terms of the weights that stand elsewhere are named and not read") {
  const auto under_license = [](const std::string& text) {
    return readme("\n## License\n\n" + text + "\n\nThe code is licensed under Apache-2.0.\n");
  };
  const ModelEvidence linked = under_license(
      "The use of the weights requires following the license in [Wren](https://huggingface.co/nest/wren).");
  CHECK(linked.code.concluded == "Apache-2.0");
  CHECK(linked.weights.concluded == "LicenseRef-unknown");
  CHECK(under_license("Check the license of each model inside its HF repo.").weights.openness == "unknown");
  CHECK(under_license("The license of the models is the same as that of the code.").weights.openness == "open");
}

TEST_CASE("A notice of reserved rights says nothing of what is licensed") {
  const ModelEvidence found = readme("\n## License\n\nCopyright 2025, the Nest. All rights reserved.\n");
  CHECK(found.weights.concluded == "Apache-2.0");
  CHECK_FALSE(has_conflict(found, "weights", "label-and-text"));
}

TEST_CASE("Word vectors are weights") {
  const ModelEvidence found = readme("\nThe word vectors are distributed under CC-BY-SA-3.0.\n");
  CHECK(found.weights.concluded == "CC-BY-SA-3.0");
  CHECK(found.code.concluded == "Apache-2.0");
}

TEST_CASE("Open terms that a part came under are not those that hold; restrictive ones still are") {
  const auto from = [](const std::string& terms) {
    return readme(
               "\n## License\n\nThe model weights are licensed under MIT.\n\nOne model is derived from a model that "
               "was "
               "originally shared under " +
               terms + ".\n")
        .weights.concluded;
  };
  CHECK(from("the BSD-3-Clause license") == "MIT");
  CHECK(from("the CC-BY-NC-4.0 license") == "CC-BY-NC-4.0 AND MIT");
}

TEST_CASE("In a folder of models each model's own terms count") {
  const std::string private_use =
      "Private Use License\n\nThe licensee is not allowed to distribute the model to any third party. Commercial use "
      "of "
      "the model is prohibited. Reverse engineering is not permitted under this agreement.\n";
  Files files = {{"README.md", opening + offer}, {"LICENSE", apache}, {"models/finch/LICENSE", private_use}};
  // One alone may lie beside code that somebody else wrote.
  CHECK(audit(files).weights.openness == "open");
  files.emplace("models/robin/LICENSE", apache);
  files.emplace("models/lark/LICENSE", apache);
  const ModelEvidence found = audit(files);
  CHECK(found.weights.openness == "unknown");
  CHECK(found.code.concluded == "Apache-2.0");
}

TEST_CASE("A restrictive text at the root reaches weights behind a gate, an open one does not") {
  const std::string gated = "\n## Access\n\nRequest access to the model weights.\n";
  CHECK(readme(gated).weights.concluded != "Apache-2.0");
  const std::string nc = "https://creativecommons.org/licenses/by-nc/4.0/\nLicensed under CC-BY-NC-4.0.\n";
  CHECK(audit({{"README.md", opening + offer + gated}, {"LICENSE", nc}}).weights.concluded == "CC-BY-NC-4.0");
}

TEST_CASE("What is excepted has terms of its own; LICENSE holds both texts") {
  const auto found = [](const std::string& text) {
    return audit({{"README.md", opening + offer + "\n## License\n\n" + text + "\n"},
                  {"LICENSE", apache + "\n=====\n\n" + test::shipped_license("GPL-3")}});
  };
  const ModelEvidence excepted = found(
      "This project is released under the Apache 2.0 license except pre-trained models which are licensed under the "
      "GPL-3.0.");
  CHECK(excepted.code.concluded == "Apache-2.0");
  CHECK(excepted.weights.concluded.find("GPL-3.0") != std::string::npos);
  CHECK(excepted.weights.concluded.find("Apache") == std::string::npos);
  CHECK(found("See the file.").code.concluded != "Apache-2.0");
}

TEST_CASE("The project's name alone as subject is the whole project") {
  const auto declared = [](const std::string& name) {
    const ModelEvidence found =
        audit({{"README.md", opening + offer + "\n" + name + " is under the CC-BY-NC-4.0 license.\n"}});
    return found.code.declared;
  };
  CHECK(declared("Wren") == std::vector<std::string>{"CC-BY-NC-4.0"});
  CHECK(declared("Finch").empty());
}

TEST_CASE("What was made with another model's help is that model's matter") {
  const ModelEvidence found =
      readme("\n## License\n\nThe model weights were generated using Finch, which is licensed under CC-BY-NC-4.0.\n");
  CHECK(found.weights.concluded == "Apache-2.0");
}

TEST_CASE("Initialised by another model: a parent") {
  const ModelEvidence found =
      readme("\nWren-7B is initialized by [LLaMA2](https://huggingface.co/meta-llama/Llama-2-7b).\n");
  REQUIRE(found.lineage.parents.size() == 1);
  CHECK(found.weights.openness == "restricted");
}
