// What small documents say of the data their model was trained and tested on, and what they say of others'.
#include "auditor/evidence/content/data.h"
#include "auditor/source/snapshot.h"
#include "tests/support/catch.h"
#include "tests/support/git_fixture.h"

#include <algorithm>
#include <set>

using namespace auditor;
using namespace auditor::evidence;

namespace {

Data data_of(const std::string& passage) {
  const std::string readme = "# Wren\n\nWren is a language model with 7 billion parameters.\n\n## Notes\n\n";
  const test::GitFixture repository{{"README.md", readme + passage + "\n"}};
  const auto snapshot = source::open_snapshot(repository.str());
  Repository files(**snapshot);
  return collect_data(files, {}, {"README.md"}, {}, {});
}

std::set<std::string> names(const Data& data, bool training) {
  std::set<std::string> out;
  for (const Dataset& d : data.datasets)
    if (training ? d.role == "training" || d.role == "fine-tuning" : d.role == "evaluation") out.insert(d.name);
  return out;
}

struct Example {
  const char* text;
  std::set<std::string> training;
  std::set<std::string> evaluation;
};

void check_all(const std::vector<Example>& examples) {
  for (const Example& example : examples) {
    CAPTURE(example.text);
    const Data data = data_of(example.text);
    CHECK(names(data, true) == example.training);
    CHECK(names(data, false) == example.evaluation);
  }
}

}  // namespace

TEST_CASE("sentences in several languages name what trained and what tested") {
  check_all({
      {"Trained on Moss-Web, tested on Primrose.", {"Moss-Web"}, {"Primrose"}},
      {"Quince trained it and Quince-Hard tested it.", {"Quince"}, {"Quince-Hard"}},
      {"Kelp 80 %, Lupin 15 %, Mallow 5 %: that's the diet Wren grew up on.", {"Kelp", "Lupin", "Mallow"}, {}},
      {"Trainiert auf Moos-Netz, getestet auf Primel-QA.", {"Moos-Netz"}, {"Primel-QA"}},
      {"Model Yosun-Web ile eğitildi, Çuha-Sınav ile sınandı.", {"Yosun-Web"}, {"Çuha-Sınav"}},
      {"学習データは「苔ウェブ」、評価は「さくらQA」。", {"苔ウェブ"}, {"さくらQA"}},
      {"模型在「苔藓网页」上训练，在「报春花问答」上评测。", {"苔藓网页"}, {"报春花问答"}},
      {"درّبنا النموذج على «الطحلب» واختبرناه على «زهر الربيع».", {"الطحلب"}, {"زهر الربيع"}},
  });
}

TEST_CASE("lists, tables and code name data") {
  check_all({
      {"| Benchmark | Wren-7B |\n|---|---|\n| Thrift-MC | 66.1 |\n| Woadcloze | 73.9 |",
       {},
       {"Thrift-MC", "Woadcloze"}},
      {"| Setting | Value |\n|---|---|\n| batch | 4M tokens |\n| training set | Burnet-2 |", {"Burnet-2"}, {}},
      {"| Baseline | Trained on |\n|---|---|\n| Birch-7B | Kelp |\n| Heron-7B | Moss |", {}, {}},
      {"Pre-training mix:\n- Bracken, 70 %\n- Heath-News, 30 %", {"Bracken", "Heath-News"}, {}},
      {"```yaml\nwren:\n  train: {name: Tansy, rows: 4100000}\n  eval: {name: Gorse, split: test}\n```",
       {"Tansy"},
       {"Gorse"}},
      {"```\nlm_eval --model hf --model_args pretrained=nest/wren-7b --tasks pimpernel_mc,pimpernel_gen\n```",
       {},
       {"pimpernel_mc", "pimpernel_gen"}},
  });
}

TEST_CASE("data of other models, plans, advice and rejected sets are none") {
  check_all({
      {"Heron was trained on Moss-Web.", {}, {}},
      {"Heron a été entraîné sur Mousse-Web.", {}, {}},
      {"Heron 在「苔藓网页」上训练。", {}, {}},
      {"The tokenizer was trained on Moss-Web.", {}, {}},
      {"You can evaluate it on Primrose yourself.", {}, {}},
      {"We will evaluate on Primrose next.", {}, {}},
      {"Not trained on Gorse.", {}, {}},
      {"We looked hard at Nettle-Code and left it out over its licence.", {}, {}},
      {"```python\nfit(corpus=\"path/to/your/corpus\")\n```", {}, {}},
  });
}

TEST_CASE("the status of data: linked, described, kept back") {
  CHECK(data_of("Pretrained on [Moss-Web](https://moss.example).").status == DataStatus::linked);
  CHECK(data_of("Post-training used Sedge[^1], nothing else.\n\n[^1]: https://sedge.example").status ==
        DataStatus::linked);
  CHECK(data_of("Lo entrenamos con Helecho-ES (https://helecho.example).").status == DataStatus::linked);
  CHECK(data_of("Geleerd van zes jaar klantmails van een energiebedrijf; adressen zijn eruit gehaald.").status ==
        DataStatus::described);
  const Data secret = data_of("What Wren was trained on is not disclosed.");
  CHECK(secret.status == DataStatus::undisclosed);
  CHECK(secret.withheld);
}

TEST_CASE("words in capitals name data right beside words of training and testing") {
  check_all({
      {"Trained on NKJP and OLCHA.", {"NKJP", "OLCHA"}, {}},
      {"Uczony na NKJP, oceniany na KLEJ.", {"NKJP"}, {"KLEJ"}},
      {"| Benchmark | Wren-7B |\n|---|---|\n| DBRD | 55.0 |\n| Woadcloze | 51.3 |", {}, {"DBRD", "Woadcloze"}},
      {"Trained on 8 A100 with FSDP and AdamW.", {}, {}},
      {"Trained for 3 days on GPU, evaluated with BLEU.", {}, {}},
      {"Download it as ZIP. The API is described in FAQ.", {}, {}},
  });
}

TEST_CASE("the sentence says which set is for what") {
  check_all({
      {"Tuned on the train split of Sedge-QA, scored on its dev split and on Rush-QA.",
       {"Sedge-QA"},
       {"Sedge-QA", "Rush-QA"}},
      {"For training we took OlchaWeb, for testing BukQA.", {"OlchaWeb"}, {"BukQA"}},
      {"MeseWeb ile eğittik, KayinQA ile sınadık.", {"MeseWeb"}, {"KayinQA"}},
      {"Compared with Heron-3B (trained on OpenMoss), Wren wins.", {}, {}},
      {"Others in this family were trained on the Marram-Web corpus.", {}, {}},
      {"It uses [GullCLIP](https://gull.example), trained by [Rowan Teal](https://rowan.example).", {}, {}},
      {"It was trained with the Knotweed-2 library.", {}, {}},
  });
}

TEST_CASE("labels, addresses, calls and headings below data name what trained the model") {
  check_all({
      {"Data: https://huggingface.co/datasets/nest/rio-tajo", {"nest/rio-tajo"}, {}},
      {"Trained with `load_dataset(\"nest/estuary\", split=\"train\")`, tested with `load_dataset(\"sand2003\", "
       "split=\"test\")`.",
       {"nest/estuary"},
       {"sand2003"}},
      {"```yaml\ndatasets:\n- nest/peatbog\n- nest/sedge-qa\n```", {"nest/peatbog", "nest/sedge-qa"}, {}},
      {"## Data\n\n### Train\n\n- [Dunlin-Faces](https://dunlin.example)\n\n### Eval\n\n- "
       "[Knot-Faces](https://knot.example)",
       {"Dunlin-Faces"},
       {"Knot-Faces"}},
      {"| Task | Supported Datasets |\n|---|---|\n| captioning | Teal-Captions |", {}, {}},
  });
}

TEST_CASE("languages, licences, possessors and what the user puts in are no names of data") {
  check_all({
      {"It is pre-trained on 12 languages: Assamese, Gujarati, Kannada, Odia and Telugu.", {}, {}},
      {"Trained on Moss-Web in Persian, Welsh and Yoruba.", {"Moss-Web"}, {}},
      {"Trained on Moss-Web (licence: [CC BY-4.0](https://terms.example)).", {"Moss-Web"}, {}},
      {"```yaml\ntrain_data: [CHAIN_ID, RES_IDX/ATOM_NAME]\n```", {}, {}},
      {"```yaml\nwren:\n  train: {name: WMT_14}\n```", {"WMT_14"}, {}},
  });
}

TEST_CASE("an entry of a table of contents and a path of the repository are no data sets") {
  const std::string readme =
      "# Wren\n\nWren is a language model with 7 billion parameters.\n\n## Training data\n\n"
      "- [Configurations](#configurations)\n- [Moss-Web](#moss-web)\n- decoder/rendering\n- nest/quince\n";
  const auto trained_on = [&](const std::string& path) {
    const test::GitFixture repository{{"README.md", readme}, {path, "import torch\n"}};
    const auto snapshot = source::open_snapshot(repository.str());
    Repository files(**snapshot);
    return names(collect_data(files, {}, {"README.md"}, {}, {}), true);
  };
  CHECK(trained_on("decoder/rendering/main.py") == std::set<std::string>{"Moss-Web", "nest/quince"});
  CHECK(trained_on("src/decoder/rendering") == std::set<std::string>{"Moss-Web", "nest/quince"});
  CHECK(trained_on("decoder.py") == std::set<std::string>{"Moss-Web", "decoder/rendering", "nest/quince"});
}
