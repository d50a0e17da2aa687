// Where weights are offered: in links, tables, addresses in the text, scripts and the code of the product.
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

const std::string opening = "# Wren\n\nWren separates bird voices.\n\n";

ModelEvidence audit(Files files) {
  files.emplace("LICENSE", apache_text());
  const MemorySnapshot snapshot(std::move(files), "nest/wren");
  Repository repository(snapshot);
  return collect_models(repository);
}

WeightsStatus readme(const std::string& text) { return audit({{"README.md", opening + text}}).weights_status; }

}  // namespace

TEST_CASE("A line of links is a list: the demo beside the weights does not make them used") {
  const std::string release = "https://github.com/nest/wren/releases/download/0.1/wren.pth";
  const std::string links = "[Demo site](https://nest.example.org/demo)<br>\n[Model weights](" + release + ")<br>\n";
  CHECK(readme(links) == WeightsStatus::linked);
  CHECK(readme("The demo loads [weights](" + release + ") that we compare with [others](https://x.org).\n") ==
        WeightsStatus::absent);
}

TEST_CASE("The column that names checkpoints tells more than the folders of an address") {
  const std::string url = "(https://cdn.nest.org/datasets/wren/wren_small.zip)";
  CHECK(readme("| Name | Checkpoint |\n|---|---|\n| Small | [wren_small]" + url + " |\n") == WeightsStatus::linked);
  CHECK(readme("| Name | Dataset |\n|---|---|\n| Small | [wren_small]" + url + " |\n") == WeightsStatus::absent);
}

TEST_CASE("Addresses in code spans offer weights like links do") {
  CHECK(readme("Get the model files from `gs://nest-wren/wren_v1.ckpt/`.\n") == WeightsStatus::linked);
  CHECK(readme("The weights: `https://huggingface.co/nest/wren-base`.\n") == WeightsStatus::linked);
  CHECK(readme("Training images lie in `gs://nest-wren/images/`.\n") == WeightsStatus::absent);
  CHECK(readme("Put the model into `gs://your-bucket/model/`.\n") == WeightsStatus::absent);
}

TEST_CASE("An index of packages is no place of weights") {
  const std::string index = " https://nest.blob.core.windows.net/pip/simple";
  for (const char* option : {"--index-url", "--extra-index-url", "--find-links"}) {
    CAPTURE(option);
    const std::string install = std::string("pip install wren ") + option + index;
    CHECK(readme("## Models\n\n```\n" + install + "\n```\n") == WeightsStatus::absent);
    CHECK(readme("## Models\n\nInstall the models with `" + install + "`.\n") == WeightsStatus::absent);
    CHECK(audit({{"README.md", opening}, {"download_models.sh", install + "\n"}}).weights_status ==
          WeightsStatus::absent);
  }
  CHECK(readme("## Models\n\n```\nwget https://nest.blob.core.windows.net/models/wren\n```\n") ==
        WeightsStatus::linked);
}

TEST_CASE("An address that names weights beside the word model offers them, whatever its scheme") {
  CHECK(readme("The model is at http://nest.example.edu/wren-7b.pth\n") == WeightsStatus::linked);
  CHECK(readme("The trained [network](http://nest.example.edu/wren-7b.pth) reaches 81 %.\n") == WeightsStatus::linked);
  CHECK(readme("The model is compared with http://other.example.edu/finch-7b.pth\n") == WeightsStatus::absent);
  CHECK(readme("The voices are at http://nest.example.edu/voices.zip\n") == WeightsStatus::absent);
}

TEST_CASE("A script that says it downloads parameters offers them") {
  const ModelEvidence found =
      audit({{"README.md", opening}, {"scripts/download_wren_params.sh", "aws s3 cp s3://nest/wren_params/ $1\n"}});
  CHECK(found.weights_status == WeightsStatus::linked);
  CHECK(found.weights.concluded == "Apache-2.0");
}

TEST_CASE("Where words speak of pre-trained models, the code's own releases are looked for") {
  const std::string fetch = "URL = 'https://github.com/nest/wren/releases/download/v1/wren.pt'\n";
  const std::string parts = "REPO = 'nest/wren'\nPATH = 'releases/download'\n";
  const std::string words = opening + "The library includes pre-trained models.\n";
  const auto status = [](const std::string& text, const std::string& path, const std::string& code) {
    return audit({{"README.md", text}, {path, code}}).weights_status;
  };
  CHECK(status(words, "wren/nets.py", fetch) == WeightsStatus::linked);
  CHECK(status(words, "wren/model/github.py", parts) == WeightsStatus::linked);
  CHECK(status(opening, "wren/nets.py", fetch) == WeightsStatus::absent);
  CHECK(status(words, "wren/update.py", parts) == WeightsStatus::absent);
  CHECK(status(words, "wren/nets.py", "URL = 'https://github.com/other/finch/releases/download/v1/finch.pt'\n") ==
        WeightsStatus::absent);
}

TEST_CASE("An announcement of another project above all else is not the title") {
  const std::string offer = "\n## Download\n\n[wren](https://huggingface.co/nest/wren)\n";
  const ModelEvidence found = audit(
      {{"README.md", "# [LLaMA-Robin 2](https://github.com/nest/llama-robin) is out!\n\nWren is a model.\n" + offer}});
  CHECK(found.weights.concluded == "Apache-2.0");
  REQUIRE(found.models.size() == 1);
  CHECK(found.models.front().name == "wren");
  // The family's own name in the project's title still counts.
  CHECK(audit({{"README.md", "# LLaMA-Robin 2\n\nA model.\n" + offer}}).weights.openness == "noncommercial");
}

TEST_CASE("The parts of a bar of links speak for themselves") {
  const std::string hub = "https://huggingface.co/nest/";
  CHECK(readme("Wren [hf](" + hub +
               "wren) | Demo [hf](https://huggingface.co/spaces/nest/wren) | [Paper](https://x.org)\n") ==
        WeightsStatus::linked);
}

TEST_CASE("What stands before a list of links says what it offers") {
  CHECK(readme("Download `trained weights`. (\n[google drive](https://drive.google.com/drive/folders/1) |\n"
               "[onedrive](https://nest.example.org/f)\n)\n") == WeightsStatus::linked);
}

TEST_CASE("A release named in a sentence makes the links of that name offers") {
  const auto status = [](const std::string& text) {
    const MemorySnapshot snapshot({{"README.md", text}}, "project");  // whose owner is not known
    Repository repository(snapshot);
    return collect_models(repository).weights_status;
  };
  const std::string link = "Lark-7B [hf](https://huggingface.co/nest/lark-7b)\n\n";
  CHECK(status(link + "We've released a model of the series: Lark-7B.\n") == WeightsStatus::linked);
  CHECK(status(link + "We've released a trainer based on Lark-7B.\n") == WeightsStatus::absent);
}

TEST_CASE("A request that is not necessary is no gate") {
  const std::string offer = "\n## Download\n\n[wren](https://huggingface.co/nest/wren)\n\n";
  CHECK(readme(offer + "Submit a request for the model weights.\n") == WeightsStatus::gated);
  CHECK(readme(offer + "It is NOT necessary to submit a request for the model weights.\n") == WeightsStatus::linked);
}

TEST_CASE("The page of the repository's own releases offers the models that have cards") {
  const std::string page = "Download models here: [releases](https://github.com/nest/wren/releases)\n";
  const auto models = [](const std::string& text) {
    return audit({{"README.md", opening + text}, {"basque/v1/MODEL_CARD.md", "# Basque\n\nA model of Basque.\n"}})
        .models;
  };
  REQUIRE(models(page).size() == 1);
  CHECK(models(page).front().offered);
  CHECK_FALSE(models("Download models here: [releases](https://github.com/other/finch/releases)\n").front().offered);
}

TEST_CASE("A card's weights can be fetched from an address with the project's name in a notebook") {
  const auto status = [](const std::string& url) {
    return audit({{"README.md", opening},
                  {"model_card.md", "# Wren\n\nThe card.\n"},
                  {"wren/__init__.py", ""},
                  {"use.ipynb", "{\"source\": [\"enc = load_model(\\\"" + url + "\\\")\"]}\n"}})
        .weights_status;
  };
  CHECK(status("https://cdn.nest.org/wren/encoder.pkl") == WeightsStatus::linked);
  CHECK(status("https://cdn.finch.org/finch/encoder.pkl") == WeightsStatus::absent);
}

TEST_CASE("The project's own release page offers the weights that a sentence speaks of") {
  CHECK(readme("We provide the pretrained weights in [checkpoints](https://github.com/nest/wren/releases/tag/v1).\n") ==
        WeightsStatus::linked);
  CHECK(readme("The changes are in the [releases](https://github.com/nest/wren/releases).\n") == WeightsStatus::absent);
  CHECK(readme("We load the weights of [Finch](https://github.com/other/finch/releases/tag/v1).\n") ==
        WeightsStatus::absent);
  const std::string rst =
      "Wren\n====\n\nFor pre-trained models, `see the release <https://github.com/nest/wren/releases/latest>`_.\n";
  CHECK(audit({{"README.rst", rst}}).weights_status == WeightsStatus::linked);
}

TEST_CASE("A load call offers a model that a sentence releases by its name") {
  const auto status = [](const std::string& sentence) {
    const MemorySnapshot snapshot(
        {{"README.md",
          "# Word models\n\n" + sentence + "\n\n```python\nm = AutoModel.from_pretrained(\"nest/wren-base\")\n```\n"}},
        "project");  // whose owner is not known
    Repository repository(snapshot);
    return collect_models(repository).weights_status;
  };
  CHECK(status("We published `wren-base`, a model of bird names.") == WeightsStatus::linked);
  CHECK(status("We compare with `wren-base`, a model of bird names.") == WeightsStatus::absent);
}

TEST_CASE(
    "Weights that the project's own loader fetches are linked: by a constant, an argument, a table or a command") {
  const std::string card = "# Wren\n\nWren is a language model with 7B parameters.\n";
  const auto loads = [&](const std::string& path, const std::string& code) {
    return audit({{"README.md", card}, {path, code}}).weights_status;
  };
  const std::string load = "from transformers import AutoModel\n";
  CHECK(loads("wren/hub.py",
              "from huggingface_hub import snapshot_download\nREPO = \"nest/wren-7b\"\n"
              "def fetch():\n    return snapshot_download(REPO)\n") == WeightsStatus::linked);
  CHECK(loads("wren/model.py", load + "DEFAULT = 'nest/wren-7b'\ndef load(name=DEFAULT):\n"
                                      "    return AutoModel.from_pretrained(name)\n") == WeightsStatus::linked);
  CHECK(loads("wren/sizes.py", load + "SIZES = {\"small\": \"nest/wren-small\", \"large\": \"nest/wren-large\"}\n"
                                      "def load(size):\n    return AutoModel.from_pretrained(SIZES[size])\n") ==
        WeightsStatus::linked);
  CHECK(loads("wren/io.py",
              "from huggingface_hub import hf_hub_download\n"
              "f = hf_hub_download(repo_id=\"nest-lab/wren\", filename=\"wren.safetensors\")\n") ==
        WeightsStatus::linked);
  CHECK(loads("scripts/get.sh", "huggingface-cli download nest/wren-7b --local-dir weights\n") ==
        WeightsStatus::linked);
  CHECK(loads("demo.ipynb",
              "{\"cells\": [{\"source\": [\"m = AutoModel.from_pretrained(\\\"nest/wren-base\\\")\"]}]}\n") ==
        WeightsStatus::linked);
  CHECK(
      loads("src/lib.ts",
            "const MODEL_ID = \"nest/wren-onnx\";\nexport const load = () => AutoModel.from_pretrained(MODEL_ID);\n") ==
      WeightsStatus::linked);
  // Somebody else's model, the project's data, its place on a forge, and what its tests load are not its weights.
  CHECK(loads("wren/model.py", load + "m = AutoModel.from_pretrained(\"meta-llama/Llama-3.1-8B\")\n") ==
        WeightsStatus::absent);
  CHECK(loads("wren/data.py", "from datasets import load_dataset\nd = load_dataset(\"nest/wren-data\")\n") ==
        WeightsStatus::absent);
  CHECK(loads("wren/data.py", load + "DATASET = \"nest/wren-data\"\nm = AutoModel.from_pretrained(\"owl/owl\")\n") ==
        WeightsStatus::absent);
  CHECK(loads("wren/update.py", load + "GITHUB = \"nest/wren\"\nm = AutoModel.from_pretrained(\"owl/owl\")\n") ==
        WeightsStatus::absent);
  CHECK(loads("tests/load_wren.py", load + "m = AutoModel.from_pretrained(\"nest/wren-tiny-random\")\n") ==
        WeightsStatus::absent);
  CHECK(loads("scripts/get.sh", "huggingface-cli download owl/owl-7b\n") == WeightsStatus::absent);
}
