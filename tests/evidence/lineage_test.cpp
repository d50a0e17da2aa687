// Where a model of a hub comes from: metadata, sentences and recipes of tools, files. A parent is dropped only when its
// id is the repository's own; a name alone is a doubt.
#include "auditor/core/packed.h"
#include "auditor/evidence/conclusion/collect.h"
#include "auditor/evidence/models/tool_sentences.h"
#include "tests/support/catch.h"
#include "tests/support/memory_snapshot.h"

#include <algorithm>

using namespace auditor;
using namespace auditor::evidence;
using Files = std::map<std::string, std::string>;

namespace {

const std::string pointer =
    "version https://git-lfs.github.com/spec/v1\noid sha256:" + std::string(64, 'a') + "\nsize 400000000\n";

// A repository of the hub: `id` is its owner and name.
class HubSnapshot : public test::MemorySnapshot {
 public:
  HubSnapshot(Files files, const std::string& id) : test::MemorySnapshot(std::move(files), id) {
    info_ = test::MemorySnapshot::info();
    info_.remote = "https://huggingface.co/" + id;
  }
  [[nodiscard]] const source::SourceInfo& info() const override { return info_; }

 private:
  source::SourceInfo info_;
};

ModelEvidence audit(Files files, const std::string& id) {
  files.emplace("model.safetensors", pointer);
  const HubSnapshot snapshot(std::move(files), id);
  Repository repository(snapshot);
  return collect_models(repository);
}

ModelEvidence card(const std::string& body, const std::string& id = "nest/tern", const std::string& keys = "") {
  return audit({{"README.md", "---\nlicense: apache-2.0\n" + keys + "---\n" + body}}, id);
}

std::vector<std::string> ids(const ModelEvidence& found) {
  std::vector<std::string> out;
  for (const Parent& parent : found.lineage.parents) out.push_back(parent.id);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

using Ids = std::vector<std::string>;

std::string relation(const ModelEvidence& found) {
  return found.lineage.parents.empty() ? "" : found.lineage.parents.front().relation;
}

bool doubts_base(const ModelEvidence& found) {
  return std::any_of(found.doubts.begin(), found.doubts.end(),
                     [](const Doubt& doubt) { return doubt.kind == "possible-base"; });
}

}  // namespace

TEST_CASE("Every sentence of a tool in the vocabulary finds the base of its example") {
  for (const Packed& entry : Packed::of_resource("rules/vocabulary/hub.yaml").at("tool_sentences").list()) {
    const std::string sentence(entry.at("finds").at("sentence").text());
    INFO(sentence);
    const auto bases = read_tool_sentences(parse_markdown(sentence));
    REQUIRE(bases.size() == 1);
    CHECK(bases[0].id == entry.at("finds").at("id").text());
    CHECK(bases[0].relation == entry.at("relation").text());
  }
}

TEST_CASE("A base whose name begins the repository's name is a base") {
  const auto found = card(
      "# distilbert-base-uncased-finetuned-birds\n\nThis model is a fine-tuned version of "
      "[distilbert-base-uncased](https://huggingface.co/distilbert-base-uncased) on the None dataset.\n",
      "nest/distilbert-base-uncased-finetuned-birds");
  CHECK(ids(found) == Ids{"distilbert-base-uncased"});
}

TEST_CASE("A base that other lines of the card link is a base, whoever owns it") {
  const std::string body =
      "# nest/wren-2b-GGUF\nThis model was converted to GGUF format from "
      "[`nest/wren-2b`](https://huggingface.co/nest/wren-2b) using llama.cpp.\n"
      "Refer to the [original model card](https://huggingface.co/nest/wren-2b).\n\n"
      "- Download [nest/wren-2b](https://huggingface.co/nest/wren-2b)\n";
  CHECK(ids(card(body, "nest/wren-2b-GGUF")) == Ids{"nest/wren-2b"});
  CHECK(ids(card(body, "other/wren-2b-GGUF")) == Ids{"nest/wren-2b"});
}

TEST_CASE("The repository's own id is no base, nor what is made from it") {
  CHECK(ids(card("# Tern\n\nBase model: nest/tern-7b\n", "nest/tern-7b")).empty());
  CHECK(ids(card("# Tern\n", "nest/tern-7b", "base_model: nest/tern-7b\n")).empty());
  CHECK(ids(card("# Tern\n", "nest/copy", "base_model: nest/tern-7b\nmodel_name: nest/tern-7b\n")).empty());
  CHECK(ids(card("# Tern-7B\n\nTern-7B-Chat is fine-tuned from Tern-7B; find it at "
                 "[nest/tern-7b-chat](https://huggingface.co/nest/tern-7b-chat).\n",
                 "nest/tern-7b"))
            .empty());
}

TEST_CASE("A download, a link and a snippet of use state no descent, where no remote tells whose the model is") {
  const auto folder = [](const std::string& body) {
    const test::MemorySnapshot snapshot({{"README.md", body}}, "folder");
    Repository repository(snapshot);
    return ids(collect_models(repository));
  };
  const std::string title = "# TERNO: Spanish Heron\n\nTERNO is a Heron model trained on a big corpus of birdsong.\n\n";
  const std::string id = "terno/heron-base-spanish-wwm-uncased";
  const std::string link = "[" + id + "](https://huggingface.co/" + id + ")";
  CHECK(folder(title + "## Download\n\n| | HuggingFace Model Repository |\n|:--:|:--:|\n| TERNO uncased | " + link +
               " |\n")
            .empty());
  CHECK(folder(title + "## Models\n\n| Name | Link |\n|---|---|\n| small | " + link + " |\n").empty());
  CHECK(folder(title +
               "## How to use\n\n```python\nfrom transformers import AutoModel\n"
               "model = AutoModel.from_pretrained(\"" +
               id + "\")\n```\n")
            .empty());
  CHECK(folder(title + "## Example of use\n\nTERNO models can be accessed simply as " + link +
               " by using the Transformers library.\n")
            .empty());
  // A column of bases and a sentence of descent still say where it comes from.
  CHECK(folder(title + "| Model | Base model |\n|---|---|\n| TERNO | " + link + " |\n") == Ids{id});
  CHECK(folder("# TERNO\n\nTERNO is fine-tuned from " + link + ".\n") == Ids{id});
}

TEST_CASE("A sentence may open with the base, or name it before what was done") {
  CHECK(ids(card("# Tern\n\nFine-tuned [grove/heron-53](https://huggingface.co/grove/heron-53) on Japanese using the "
                 "[birds](https://huggingface.co/datasets/birds).\n")) == Ids{"grove/heron-53"});
  CHECK(ids(card("# Tern\n\n*Tern* is a [Heron model](https://huggingface.co/nest/heron_small) fine-tuned on the "
                 "Spanish part of the [birds data](https://huggingface.co/datasets/birds).\n")) ==
        Ids{"nest/heron_small"});
  CHECK(ids(card("# Tern\n\nThis is a finetuned model version of "
                 "heron-small(https://huggingface.co/grove/heron-small) by grove.\n")) == Ids{"grove/heron-small"});
}

TEST_CASE("Where no model stands, none is taken: scratch, None, folders of a machine, data, pairs of words") {
  CHECK(ids(card("# Tern\n\nThis model is a fine-tuned version of [None](https://huggingface.co/None) on birds.\n"))
            .empty());
  CHECK(ids(card("# Tern\n\nThis model is a fine-tuned version of [./out](https://huggingface.co/./out) on the "
                 "GROVE/BIRDS_7_0 - FR dataset.\n"))
            .empty());
  CHECK(ids(card("# Tern\n\nIt supports LoRA adapters for text/speech tasks, and quantized versions of all/any "
                 "layers.\n"))
            .empty());
  CHECK(ids(card("# Tern\n\nThis model card is based on the card of "
                 "[bert-base-uncased](https://huggingface.co/bert-base-uncased).\n"))
            .empty());
}

TEST_CASE("Recipes name their bases: a merge's file, a block in the card, a training's parameters") {
  const auto merge = audit({{"README.md", "# Lark\n\nA merge.\n"},
                            {"mergekit_config.yml",
                             "models:\n  - model: aa/lark-7b\n  - model: bb/finch-7b+cc/finch-lora\n"
                             "merge_method: ties\nbase_model: dd/base-7b\n"}},
                           "nest/lark");
  CHECK(ids(merge) == Ids{"aa/lark-7b", "bb/finch-7b", "cc/finch-lora", "dd/base-7b"});
  CHECK(relation(merge) == "merge");
  CHECK(merge.lineage.parents.front().evidence.front().start_line == 5);  // base_model
  CHECK(ids(card("# Crow\n\n```yaml\nbase_model: grove/rook-8b\nadapter: qlora\nsequence_len: 4096\n```\n")) ==
        Ids{"grove/rook-8b"});
  const auto trained = audit({{"README.md", "# Model Trained Using AutoTrain\n"},
                              {"training_params.json", R"({"model": "google-bert/bert-base-uncased", "lr": 1})"}},
                             "nest/cls");
  CHECK(ids(trained) == Ids{"google-bert/bert-base-uncased"});
  CHECK(ids(card("# Rail\n\n```yaml\nlearning_rate: 0.1\nmodel: resnet50\n```\n")).empty());
}

TEST_CASE("recipes beyond those that are read are said") {
  const std::string recipe = "```yaml\nbase_model: grove/rook-8b\nadapter: qlora\nsequence_len: 4096\n```\n\n";
  const auto limits = [](const std::string& body) {
    const HubSnapshot snapshot({{"README.md", "# Crow\n\n" + body}, {"model.safetensors", pointer}}, "nest/crow");
    Repository repository(snapshot);
    (void)collect_models(repository);
    std::size_t said = 0;
    for (const Diagnostic& d : repository.diagnostics()) said += d.kind == "limit" ? 1 : 0;
    return said;
  };
  std::string many;
  for (int i = 0; i < 150; ++i) many += recipe;
  CHECK(limits(many) == 0);
  CHECK(limits(many + many) == 1);
  CHECK(limits("```yaml\nbase_model: grove/rook-8b\nadapter: qlora\nnote: " + std::string(70'000, 'x') + "\n```\n") ==
        1);
  CHECK(limits("```python\nx = '" + std::string(70'000, 'x') + "'\n```\n") == 0);
}

TEST_CASE("The relation is the one the hub infers where none is stated") {
  const std::string base = "base_model: grove/wren\n";
  CHECK(relation(card("# T\n", "nest/t", base)) == "finetune");
  CHECK(relation(card("# T\n", "nest/t", "base_model: [grove/wren, grove/lark]\n")) == "merge");
  CHECK(relation(card("# T\n", "nest/t", base + "base_model_relation: quantized\n")) == "quantized");
  const std::string readme = "---\n" + base + "---\n# T\n";
  CHECK(relation(audit({{"README.md", readme}, {"t.Q4.gguf", pointer}}, "nest/t")) == "quantized");
  CHECK(relation(audit({{"README.md", readme}, {"adapter_config.json", R"({"peft_type": "LORA"})"}}, "nest/t")) ==
        "adapter");
}

TEST_CASE("Version and size belong to the name: Llama-3.2-3B is not the first Llama") {
  const auto found = card("# T\n\nT is fine-tuned from Llama-3.2-3B.\n");
  CHECK(ids(found) == Ids{"Llama-3.2-3B"});
  CHECK(found.lineage.parents.front().license == "LicenseRef-llama3.2");
}

TEST_CASE("A name that tells of a family with terms of its own is a doubt, not silence") {
  for (const char* id : {"nest/Tern-Llama-3.1-8B", "nest/L3.1-8B-Tern", "nest/gemma-2-9b-tern"}) {
    INFO(id);
    const auto found = card("# Tern\n\nTern answers questions about birds.\n", id);
    CHECK(doubts_base(found));
    CHECK(found.weights.openness == "unknown");
  }
}

TEST_CASE("No doubt where the base is said, the family is open, or the model was trained from scratch") {
  CHECK_FALSE(doubts_base(card("# Tern\n", "nest/tern-llama-3.1", "base_model: Qwen/Qwen2.5-7B\n")));
  CHECK_FALSE(doubts_base(card("# Tern\n", "nest/tern-qwen2.5-7b")));
  CHECK_FALSE(doubts_base(card("# Tern\n", "nest/minitern-L3-h384")));
  CHECK_FALSE(doubts_base(card("# Tern\n\nTrained from scratch on birdsong.\n", "nest/llama-160m")));
}

TEST_CASE("A base is read in every spelling and shape of the key, and from a path by the name of a known family") {
  const std::vector<std::string> want = {"meta-llama/Llama-2-7b-hf"};
  for (const char* key :
       {"base_model: meta-llama/Llama-2-7b-hf\n", "Base_Model: meta-llama/Llama-2-7b-hf\n",
        "base-model: [meta-llama/Llama-2-7b-hf]\n", "base_model: [{model: meta-llama/Llama-2-7b-hf}]\n"}) {
    INFO(key);
    CHECK(ids(card("# Tern\n", "nest/tern", key)) == want);
  }
  CHECK(ids(card("# Tern\n", "nest/tern", "base_model: /mnt/models/Llama-2-7b-hf\n")) ==
        std::vector<std::string>{"Llama-2-7b-hf"});
  CHECK(ids(card("# Tern\n", "nest/tern", "base_model: ../run/checkpoint-500\n")).empty());
}
