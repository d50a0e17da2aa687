// Code roles, data and documentation as small repositories show them.
#include "auditor/evidence/content/code.h"
#include "auditor/evidence/content/croissant.h"
#include "auditor/evidence/content/data.h"
#include "auditor/evidence/content/documentation.h"
#include "auditor/evidence/content/eval_results.h"
#include "auditor/evidence/content/linked_documents.h"
#include "auditor/prose/prose.h"
#include "auditor/prose/vocabulary.h"
#include "auditor/source/snapshot.h"
#include "tests/support/catch.h"
#include "tests/support/git_fixture.h"

#include <algorithm>

using namespace auditor;
using namespace auditor::evidence;

namespace {

struct Audited {
  explicit Audited(const test::GitFixture& repository)
      : snapshot(*source::open_snapshot(repository.str())), files(*snapshot) {}
  std::unique_ptr<source::Snapshot> snapshot;
  Repository files;
};

const Dataset* find(const Data& data, const std::string& name) {
  const auto found =
      std::find_if(data.datasets.begin(), data.datasets.end(), [&](const Dataset& d) { return d.name == name; });
  return found == data.datasets.end() ? nullptr : &*found;
}

Data data_of(const std::string& readme) {
  const test::GitFixture repository{{"README.md", readme}};
  Audited audited(repository);
  return collect_data(audited.files, {}, {"README.md"}, {}, {});
}

}  // namespace

TEST_CASE("code roles come from names, folders and what the files hold") {
  const test::GitFixture repository{{"train.py", "optimizer.step()\n"},
                                    {"main.py", "loss.backward()\n"},
                                    {"generate.py", "def generate(): ...\n"},
                                    {"net/model.py", "import torch.nn as nn\n"},
                                    {"data/prepare_data.py", "def dedup(): ...\n"},
                                    {"examples/squad/train.sh", "python train.py --lr 1e-5\n"},
                                    {"tests/test_eval.py", "def test(): ...\n"},
                                    {"third_party/eval.py", "def eval(): ...\n"}};
  Audited audited(repository);
  const Code code = collect_code(audited.files, {});
  CHECK(code.roles.at("training").files == std::vector<std::string>{"main.py", "train.py"});
  CHECK(code.roles.at("inference").status == Presence::included);
  CHECK(code.roles.at("architecture").files == std::vector<std::string>{"net/model.py"});
  CHECK(code.roles.at("data-preparation").status == Presence::included);
  // What trains in an example adapts the model; tests and other people's code are nobody's role.
  CHECK(code.roles.at("fine-tuning").files == std::vector<std::string>{"examples/squad/train.sh"});
  CHECK(code.roles.at("evaluation").status == Presence::absent);
}

TEST_CASE("a name alone is not enough where the content decides") {
  const test::GitFixture repository{
      {"main.py", "print('hello')\n"}, {"model.py", "class Model: pass\n"}, {"train.py", "# nothing yet\n"}};
  Audited audited(repository);
  const Code code = collect_code(audited.files, {});
  CHECK(code.roles.at("training").status == Presence::absent);
  CHECK(code.roles.at("architecture").status == Presence::absent);
}

TEST_CASE("code that a document links to counts with its project's licence, and not when it is announced") {
  const test::GitFixture repository{
      {"README.md",
       "# Lark\nThe model was trained using [GPT-NeoX](https://github.com/EleutherAI/gpt-neox).\n\n"
       "The [evaluation code](https://github.com/x/y) will be released.\n\n"
       "```python\nmodel = AutoModel.from_pretrained('x/lark')\n```\n"}};
  Audited audited(repository);
  const Code code = collect_code(audited.files, {"README.md"});
  CHECK(code.roles.at("training").status == Presence::linked);
  CHECK(code.roles.at("training").license == "Apache-2.0");
  CHECK(code.roles.at("evaluation").status == Presence::absent);
  CHECK(code.roles.at("inference").status == Presence::included);
  CHECK(code.roles.at("inference").evidence[0].method == "code-block");
}

TEST_CASE("dependencies are read from requirements and pyproject, once each") {
  const test::GitFixture repository{
      {"requirements.txt",
       "# pins\ntorch==2.3.1  # cuda\nnumpy>=1.20,<2\nNot a requirement\n-r other.txt\ntransformers[torch]\n"},
      {"pyproject.toml", "[project]\ndependencies = [\"httpx>=0.25\", 'Torch']\n"}};
  Audited audited(repository);
  const auto found = collect_dependencies(audited.files);
  std::vector<std::string> names;
  for (const auto& d : found) names.push_back(d.name + d.constraint);
  CHECK(std::find(names.begin(), names.end(), "numpy>=1.20,<2") != names.end());
  CHECK(std::find(names.begin(), names.end(), "httpx>=0.25") != names.end());
  CHECK(std::count_if(found.begin(), found.end(), [](const auto& d) { return d.name == "torch"; }) == 1);
  CHECK(std::none_of(found.begin(), found.end(), [](const auto& d) { return d.name == "not"; }));
}

TEST_CASE("a linked training set makes data linked and described in detail") {
  const Data data = data_of(
      "# Lark\n## Training data\nLark was trained on the [Lark "
      "corpus](https://huggingface.co/datasets/lark/corpus).\n");
  CHECK(data.status == DataStatus::linked);
  CHECK(data.detail == "detailed");
  REQUIRE(find(data, "Lark corpus") != nullptr);
  CHECK(find(data, "Lark corpus")->id == "lark/corpus");
}

TEST_CASE("a well-known set is recognised by name, with its known terms") {
  const Data data = data_of("# Lark\nThe model was trained on C4 and BookCorpus.\n");
  REQUIRE(find(data, "C4") != nullptr);
  CHECK(find(data, "C4")->license == "ODC-By-1.0");
  CHECK(find(data, "C4")->license_source == "known");
  CHECK(data.status == DataStatus::named);
}

TEST_CASE("evaluation sets and papers are no training data") {
  const Data data = data_of(
      "# Lark\nWe evaluated on SQuAD. See [On Training Data Influence](https://arxiv.org/abs/1) for training data.\n");
  REQUIRE(find(data, "SQuAD") != nullptr);
  CHECK(find(data, "SQuAD")->role == "evaluation");
  CHECK(data.datasets.size() == 1);
  CHECK(data.detail != "detailed");
}

TEST_CASE("data that are kept back are never described in detail") {
  const Data data = data_of(
      "# Lark\nLark was trained on [open data](https://huggingface.co/datasets/a/b) and on 2 trillion tokens of "
      "proprietary data.\n");
  CHECK(data.withheld);
  CHECK(data.detail == "partial");
}

TEST_CASE("nothing said is undisclosed") {
  const Data data = data_of("# Lark\nA model.\n");
  CHECK(data.status == DataStatus::undisclosed);
  CHECK(data.detail == "none");
}

TEST_CASE("files in a data folder are training data only when something says so") {
  const std::string rows(20'000, 'x');
  const auto status_with = [&](std::vector<std::pair<std::string, std::string>> files) {
    test::GitFixture repository;
    repository.file("README.md", "# Lark\nA model.\n");
    for (const auto& [path, content] : files) repository.file(path, content);
    repository.commit("Release");
    Audited audited(repository);
    const Code code = collect_code(audited.files, {"README.md"});
    return collect_data(audited.files, {}, {"README.md"}, {}, code).status;
  };
  CHECK(status_with({{"data/songs.csv", rows}}) == DataStatus::undisclosed);
  CHECK(status_with({{"data/train.csv", rows}}) == DataStatus::included);
  CHECK(status_with({{"training_data/songs.csv", rows}}) == DataStatus::included);
  CHECK(status_with({{"data/train_example.csv", rows}}) == DataStatus::undisclosed);
  CHECK(status_with({{"data/train.csv", "a,b\n"}}) == DataStatus::undisclosed);
  // Code that trains names it; code that does not, does not count.
  const std::string loads = "frame = read_csv('data/songs.csv')\nmodel.fit(frame)\noptimizer.step()\n";
  CHECK(status_with({{"data/songs.csv", rows}, {"train.py", loads}}) == DataStatus::included);
  CHECK(status_with({{"data/songs.csv", rows}, {"evaluate.py", loads}}) == DataStatus::undisclosed);
  // So do words on training.
  CHECK(status_with({{"data/songs.csv", rows}, {"README.md", "# Lark\nLark was trained on data/songs.csv.\n"}}) ==
        DataStatus::included);
  CHECK(status_with({{"data/songs.csv", rows}, {"README.md", "# Lark\nWe evaluated on data/songs.csv.\n"}}) !=
        DataStatus::included);
}

TEST_CASE("documentation items show by file, link, section and sentence") {
  const test::GitFixture repository{{"CITATION.cff", "title: x\n"},
                                    {"README.md",
                                     "---\npipeline_tag: text-generation\n---\n# Lark\nA 350M-parameter transformer "
                                     "with a context length of 2048 tokens. "
                                     "See [our paper](https://arxiv.org/abs/1). Write to lark@example.org.\n\n## "
                                     "Evaluation\n| Task | Accuracy |\n|---|---|\n| LAMBADA | 41.2 |\n"}};
  Audited audited(repository);
  const Documentation found = collect_documentation(audited.files, {}, {"README.md"});
  CHECK(found.items.at("citation").status == Presence::included);
  CHECK(found.items.at("research-paper").status == Presence::linked);
  CHECK(found.items.at("contact").status == Presence::linked);
  CHECK(found.items.at("context-length").status == Presence::stated);
  CHECK(found.items.at("modalities").value == "text-generation");
  CHECK(found.items.at("environmental-impact").status == Presence::absent);
  REQUIRE(found.metrics.size() == 1);
  CHECK(found.metrics[0].name == "Accuracy");
  CHECK(found.metrics[0].value == "41.2");
  CHECK(found.metrics[0].dataset == "LAMBADA");
}

TEST_CASE("sizes, years, parameters and addresses are found in prose") {
  CHECK(find_size("680,000 hours of audio"));
  CHECK(find_size("1.4 trillion tokens"));
  CHECK(find_size("a 40gb dump"));
  CHECK_FALSE(find_size("version 2 of the model"));
  CHECK(find_special("collected in 2021", "@year"));
  CHECK_FALSE(find_special("a batch of 20480", "@year"));
  CHECK(find_special("a model with 7b parameters", "@parameters"));
  CHECK(find_special("write to a.b@c.org", "@email"));
  CHECK_FALSE(find_special("see @mention", "@email"));
}

TEST_CASE("training compute is a count of operations, not a rate") {
  const auto operations = [](const std::string& text) {
    const TextSpan span = find_special(text, "@operations");
    return span ? number_of(std::string_view(text).substr(span.start, span.length)) : 0;
  };
  CHECK(operations("trained with 1.07e24 flops on proteins") == Approx(1.07e24));
  CHECK(operations("about 4.30e+23 flop of compute") == Approx(4.3e23));
  CHECK(operations("3.8 \u00d7 10^25 floating point operations") == Approx(3.8e25));
  CHECK(operations("a budget of $3.8 \\times 10^{25}$ flops") == Approx(3.8e25));
  CHECK(operations("10\u00b2\u2074 flops in all") == Approx(1e24));
  CHECK(operations("2 x 10^23 training flops") == Approx(2e23));
  CHECK(operations("runs at 1.9e14 flops/s on one card") == 0);
  CHECK(operations("312 teraflops") == 0);
  CHECK(operations("learning rate 1e-5, 3e24 tokens") == 0);
}

TEST_CASE("names are split at separators and capitals; hosts are read from URLs") {
  CHECK(name_words("src/trainGpt2_loop-v2.py") == std::vector<std::string>{"train", "gpt2", "loop", "v2"});
  CHECK(url_host("https://user@WWW.GitHub.com:443/x") == "github.com");
  CHECK(url_host("ftp://x").empty());
}

TEST_CASE("documents that a card links inside the repository are read, two links deep") {
  const test::GitFixture repository{
      {"README.md",
       "# Lark\nSee the [notes](docs/notes.md), the [rules](CONTRIBUTING.md), the [web](https://lark.example).\n"},
      {"docs/notes.md", "# Notes\nMore in [data](data.md#sources).\n"},
      {"docs/data.md", "# Data\nAnd [deeper](deep.md).\n"},
      {"docs/deep.md", "# Deep\n"},
      {"CONTRIBUTING.md", "# Rules\n"},
      {"docs/unlinked.md", "# Alone\n"}};
  Audited audited(repository);
  CHECK(with_linked_documents(audited.files, {}, {"README.md"}) ==
        std::vector<std::string>{"README.md", "docs/notes.md", "docs/data.md"});
}

TEST_CASE("what is more than is read of documents, descriptions and results is said") {
  test::GitFixture repository;
  std::string links = "# Lark\n\n";
  for (int i = 100; i < 150; ++i) {
    const std::string name = std::to_string(i);
    links += "See [part " + name + "](docs/d" + name + ".md).\n\n";
    repository.file("docs/d" + name + ".md", "# Part\n");
    repository.file("croissant" + name + ".json", R"({"conformsTo": "http://mlcommons.org/croissant/1.0"})");
  }
  std::string results;
  for (int i = 0; i < 300; ++i) results += "- {dataset: {id: a/b" + std::to_string(i) + ", task_id: t}, value: 1}\n";
  repository.file("README.md", links).file(".eval_results/all.yaml", results).commit();
  Audited audited(repository);
  CHECK(with_linked_documents(audited.files, {}, {"README.md"}).size() == 41);
  CHECK(read_croissant(audited.files).size() == 8);
  CHECK(read_eval_results(audited.files).results.size() == 200);
  std::vector<std::string> said;
  for (const Diagnostic& d : audited.files.diagnostics())
    if (d.kind == "limit") said.push_back(d.path);
  std::sort(said.begin(), said.end());
  // A document that nobody read could say anything of the model: the tree itself is not read in full.
  CHECK(said == std::vector<std::string>{"", ".eval_results/all.yaml", "croissant108.json"});
}

TEST_CASE("the model's own paper is linked, papers of others are nothing") {
  const auto paper = [](const std::string& words) {
    const test::GitFixture repository{{"README.md", "# Lark\n" + words + "\n"}};
    Audited audited(repository);
    return collect_documentation(audited.files, {}, {"README.md"}).items.at("research-paper").status;
  };
  CHECK(paper("[Paper](https://arxiv.org/abs/1) | [Demo](https://lark.example)") == Presence::linked);
  CHECK(paper("[Lark: singing at dawn](https://arxiv.org/abs/1)") == Presence::linked);
  CHECK(paper("It is described in [singing at dawn](https://arxiv.org/abs/1).") == Presence::linked);
  CHECK(paper("It uses [rotary embeddings](https://arxiv.org/abs/2) and [SwiGLU](https://arxiv.org/abs/3).") ==
        Presence::absent);
  CHECK(paper("## References\n\n- [The paper](https://arxiv.org/abs/4)") == Presence::absent);
}

TEST_CASE("imports, settings and requirements tell nothing of a model") {
  const test::GitFixture repository{{"README.md",
                                     "# Lark\nNeeds Hugging Face Transformers. Set `wandb_log = "
                                     "True`.\n\n```python\nfrom transformers import AutoModel\n"
                                     "outputs = model(x)\n```\n\nTrained on LAION-5B and 1.28M images.\n"}};
  Audited audited(repository);
  const Documentation found = collect_documentation(audited.files, {}, {"README.md"});
  for (const char* item : {"architecture", "training-records", "modalities", "parameters"}) {
    CAPTURE(item);
    CHECK(found.items.at(item).status == Presence::absent);
  }
}

TEST_CASE("figures of other models never count as this one's") {
  const auto metrics = [](const std::string& table) {
    const test::GitFixture repository{{"README.md", "# Lark\nA bird.\n\n## Evaluation\n\n" + table + "\n"}};
    Audited audited(repository);
    return collect_documentation(audited.files, {}, {"README.md"}).metrics;
  };
  const auto rows = metrics("| Model | MMLU |\n|---|---|\n| GPT-4 | 83.9 |\n| Lark-7B | 54.2 |");
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].value == "54.2");
  CHECK(rows[0].name == "MMLU");
  const auto columns = metrics("| Task | GPT-4 | Lark-7B |\n|---|---|---|\n| MMLU | 83.9 | 54.2 |");
  REQUIRE(columns.size() == 1);
  CHECK(columns[0].value == "54.2");
  CHECK(columns[0].dataset == "MMLU");
  CHECK(metrics("| Setting | Value |\n|---|---|\n| batch size | 32 |").empty());
  // The head says that the rows are models, whatever their names look like.
  CHECK(metrics("| Model | MMLU |\n|---|---|\n| Heron | 83.9 |\n| Birch | 54.2 |").empty());
  CHECK(metrics("| 模型 | MMLU |\n|---|---|\n| Heron | 83.9 |").empty());
  const auto keyed = metrics("| # | Model | MMLU |\n|---|---|---|\n| 1 | Heron | 83.9 |\n| 2 | Lark | 54.2 |");
  REQUIRE(keyed.size() == 1);
  CHECK(keyed[0].value == "54.2");
}

TEST_CASE("code that uses an open library links its architecture; configurations are metadata of the model") {
  const test::GitFixture repository{{"train.py", "from transformers import AutoModel\nTrainer(model)\n"},
                                    {"configs/small.yaml", "layers: 2\n"}};
  Audited audited(repository);
  CHECK(collect_code(audited.files, {}).roles.at("architecture").status == Presence::linked);
  CHECK(collect_documentation(audited.files, {}, {}).items.at("model-metadata").status == Presence::included);
}

namespace {

DocumentationItem item_of(const char* id, const std::string& words) {
  const test::GitFixture repository{{"README.md", "# Lark\n" + words + "\n"}};
  Audited audited(repository);
  return collect_documentation(audited.files, {}, {"README.md"}).items.at(id);
}

}  // namespace

TEST_CASE("a date is the release's when words or a heading of releasing stand with it") {
  const auto status = [](const std::string& words) { return item_of("release-date", words).status; };
  CHECK(status("Lark-2 was released in May 2024.") == Presence::stated);
  CHECK(status("## News\n\n- 2024/05/11: Lark-2 with longer songs") == Presence::stated);
  CHECK(status("## News\n\n### May 20, 2025\n\nLark-2, on May 20, 2025.") == Presence::stated);
  CHECK(status("**Release Date:** 2025-08-27") == Presence::stated);
  CHECK(status("- [2024-05-11] 发布 Lark-2") == Presence::stated);
  CHECK(status("- **Knowledge cutoff:** August 2023") == Presence::absent);
  CHECK(status("We crawled the forums until March 2022.") == Presence::absent);
  CHECK(status("Copyright 2024-2026 The Lark authors, released as it is.") == Presence::absent);
}

TEST_CASE("records of a training lie in a project of a tracker, not on the tracker's own pages") {
  const auto status = [](const std::string& words) { return item_of("training-records", words).status; };
  CHECK(status("Curves are [here](https://wandb.ai/nest/lark).") == Presence::linked);
  CHECK(status("[TensorBoard](https://tensorboard.dev/experiment/ZgFk8/)") == Presence::linked);
  CHECK(status("It needs [wandb](https://wandb.ai/) for logging.") == Presence::absent);
  CHECK(status("It needs [wandb](https://www.wandb.ai).") == Presence::absent);
  CHECK(status("Log in first ([how](https://docs.wandb.ai/ref/cli/wandb-login)).") == Presence::absent);
  CHECK(status("Watch it in [TensorBoard](https://www.tensorflow.org/tensorboard).") == Presence::absent);
}

TEST_CASE("an evaluation section states results when it gives any, and the line that gives one is cited") {
  const auto results = [](const std::string& words) {
    return item_of("evaluation-results", "## Evaluation\n\n" + words);
  };
  const DocumentationItem table = results("We ran two tasks.\n\n| Task | Lark |\n|---|---|\n| Dawn | **81** |");
  CHECK(table.status == Presence::stated);
  REQUIRE(table.evidence.size() == 1);
  CHECK(table.evidence[0].quote == "| Dawn | **81** |");
  CHECK(results("On Dawn-QA it reaches 71.4 points.").status == Presence::stated);
  CHECK(results("It names 89 % of all songs.").status == Presence::stated);
  CHECK(results("We ran three tasks.\n\n![All of them](docs/plot.png)").status == Presence::stated);
  CHECK(results("See the [benchmark results](docs/results.md) of all sizes.").status == Presence::linked);
  CHECK(results("We use the [Evaluation Harness](https://github.com/nest/harness) for it.").status == Presence::absent);
  CHECK(results("Install the harness and run these commands:\n\n```sh\npython eval.py --threshold 0.5\n```").status ==
        Presence::absent);
  CHECK(results("Coming soon: scripts for Lark-2 and GPT-4 as the judge, with v1.5 of the tool.").status ==
        Presence::absent);
}

TEST_CASE("a table with a column of what is measured gives results in any section") {
  const auto status = [](const std::string& table) {
    return item_of("evaluation-results", "## Description\n\n" + table).status;
  };
  CHECK(status("| Challenge | Lark score % |\n|---|---|\n| Dawn | 98 |") == Presence::stated);
  CHECK(status("| Set | WER |\n|---|---|\n| Dusk | 4 |") == Presence::stated);
  CHECK(status("| Name | Layers |\n|---|---|\n| Lark | 12 |") == Presence::absent);
  CHECK(status("| Set | Mapping |\n|---|---|\n| Dusk | 4 |") == Presence::absent);
  CHECK(status("| Set | WER |\n|---|---|\n| Dusk | soon |") == Presence::absent);
}

TEST_CASE("a count of things is no size of a model") {
  for (const char* counts : {"16.1m abstracts", "3.5m new crystals", "600m+ protein structures", "a 10m subset",
                             "5m publicly available papers", "5m freely shared nest and open nest library papers",
                             "12m short and long bird songs", "2.5m hand-checked dawn and dusk field notes"}) {
    CAPTURE(counts);
    CHECK_FALSE(find_special(counts, "@parameters"));
  }
  for (const char* sizes : {"an 860m unet", "7b versions", "a 13b chat model", "the 1.3b models", "350m is enough",
                            "a 7b open and multilingual instruction model", "lark (1.5b)"}) {
    CAPTURE(sizes);
    CHECK(find_special(sizes, "@parameters"));
  }
}

TEST_CASE("what stands behind the point of a name's number is no number of its own") {
  CHECK_FALSE(find_special("lark-ryan1.5b", "@parameters"));
  CHECK(item_of("parameters", "Get Larkryan1.5b or the one with 6B parameters.").value == "6B parameter");
}

TEST_CASE("a row that names another model gives no result and no size of this one, beside rows that are its own") {
  const std::string table =
      "| Models | #params | Dawn (Acc.) |\n|---|---|---|\n| Heron[1] | 82.0B | 88.2 |\n| **Ours** | 6.0B | 87.8 |";
  for (const char* heading : {"## Evaluation\n\n", "## Experiments\n\n"}) {
    const DocumentationItem results = item_of("evaluation-results", heading + table);
    CHECK(results.status == Presence::stated);
    REQUIRE(results.evidence.size() == 1);
    CHECK(results.evidence[0].quote == "| **Ours** | 6.0B | 87.8 |");
    CHECK(item_of("parameters", heading + table).value == "6.0B");
  }
  // Tasks in the rows, one of them named after the project: all of them are its results.
  CHECK(item_of("evaluation-results",
                "## Evaluation\n\n| Task | Lark | Heron |\n|---|---|---|\n"
                "| Dawn | 71 | 68 |\n| Lark songs | 80 | 70 |")
            .evidence[0]
            .quote == "| Dawn | 71 | 68 |");
}

TEST_CASE("the head of a table of results is read in any language, and rules no table but its own") {
  for (const char* head : {"pass@1", "准确率", "정확도", "F1-score"})
    CHECK(item_of("evaluation-results", std::string("| Task | ") + head + " |\n|---|---|\n| Dawn | 71.2 |").status ==
          Presence::stated);
  CHECK(item_of("evaluation-results",
                "| Task | Accuracy |\n|---|---|\n| Dawn | to come |\n\nThe shape:\n\n"
                "<table><tr><td>Layers</td><td>12.5</td></tr></table>")
            .status == Presence::absent);
}

TEST_CASE("each line cited for a value gives that value") {
  const DocumentationItem sizes = item_of("parameters", "Lark has 120M parameters.\n\nA small one has 28M parameters.");
  CHECK(sizes.value == "120M parameter");
  REQUIRE(sizes.evidence.size() == 1);
  CHECK(sizes.evidence[0].quote == "Lark has 120M parameters.");
}
