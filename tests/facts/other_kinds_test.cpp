// Data sets and Spaces are judged as what they are; models by what they and their parents are made from.
#include "auditor/assess/assess.h"
#include "auditor/facts/build.h"
#include "auditor/source/snapshot.h"
#include "tests/support/catch.h"
#include "tests/support/git_fixture.h"

#include <algorithm>
#include <map>

using namespace auditor;
using Files = std::map<std::string, std::string>;

namespace {

const std::string pointer =
    "version https://git-lfs.github.com/spec/v1\noid sha256:" + std::string(64, 'a') + "\nsize 400000000\n";

// Snapshots of a hub's cache, laid out as plain files.
class Cache {
 public:
  std::string add(const std::string& folder, const Files& files) {
    const std::string commit(40, 'a');
    folder_.write(folder + "/refs/main", commit);
    folder_.write(folder + "/snapshots/" + commit + "/.gitattributes", "");
    for (const auto& [path, bytes] : files) folder_.write(folder + "/snapshots/" + commit + "/" + path, bytes);
    return folder_.str() + "/" + folder;
  }
  std::string model(const std::string& name, const std::string& metadata, const Files& more = {}) {
    Files files = {{"README.md", "---\n" + metadata + "---\n# Wren\n\nWren is a language model.\n"},
                   {"model.safetensors", pointer}};
    files.insert(more.begin(), more.end());
    return add("models--" + name, files);
  }

 private:
  test::TempFolder folder_;
};

struct Audit {
  Json facts;
  assess::Assessment found;

  [[nodiscard]] std::string status(const std::string& rule) const {
    for (const auto& finding : found.findings)
      if (finding.rule == rule) return std::string(assess::to_string(finding.status));
    return "none";
  }
  [[nodiscard]] bool fails(const std::string& rule, const std::string& words = "") const {
    return std::any_of(found.findings.begin(), found.findings.end(), [&](const auto& finding) {
      return finding.rule == rule && finding.status == assess::Status::fail &&
             finding.message.find(words) != std::string::npos;
    });
  }
  [[nodiscard]] std::string why() const {
    std::string out;
    for (const Json& reason : found.verdict.at("why")) out += reason.at("text").get<std::string>() + "\n";
    return out;
  }
  [[nodiscard]] const Json& parent() const { return facts.at("lineage").at("parents").at(0); }
  [[nodiscard]] std::string weights() const { return facts.at("licenses").at("weights").at("concluded"); }
};

Audit audit(const std::string& where, const std::vector<std::string>& with = {}) {
  const auto snapshot = source::open_snapshot(where, {});
  if (!snapshot) FAIL(snapshot.error().str());
  std::vector<std::unique_ptr<source::Snapshot>> others;
  facts::Options options;
  for (const std::string& other : with) {
    auto opened = source::open_snapshot(other, {});
    if (!opened) FAIL(opened.error().str());
    others.push_back(std::move(*opened));
    options.related.push_back(others.back().get());
  }
  Json facts = facts::build(**snapshot, options);
  const auto rules = assess::load_rules({}, "");
  REQUIRE(rules);
  assess::Assessment found = assess::assess(facts, *rules);
  return {std::move(facts), std::move(found)};
}

const std::string croissant =
    R"({"@context": {"@vocab": "https://schema.org/", "cr": "http://mlcommons.org/croissant/"},
  "@type": "sc:Dataset", "conformsTo": "http://mlcommons.org/croissant/1.0", "name": "birds", "description": "d",
  "license": "https://creativecommons.org/licenses/by/4.0/", "url": "https://nest.example", "creator": {"name": "nest"},
  "datePublished": "2024-01-01", "distribution": [{"@id": "f"}], "recordSet": [{"@id": "r"}], "rai:dataCollection": "by hand"})";

const std::string birds_card = R"(---
license: cc-by-4.0
language: [en]
size_categories: [10K<n<100K]
task_categories: [text-classification]
source_datasets: [extended|PiC/phrase_similarity, OpenAssistant/oasst2]
---
# Birds

## Dataset Description
Twenty thousand descriptions of birds.

## Source Data
Collected from field notes by volunteers in 2023.

## Personal and Sensitive Information
The names of the volunteers were removed.

## Bias, Risks, and Limitations
Birds of Europe are over-represented.
)";

}  // namespace

TEST_CASE("A data set has a report and rules of its own and is never judged as a model") {
  Cache cache;
  const Audit birds =
      audit(cache.add("datasets--nest--birds",
                      {{"README.md", birds_card}, {"data/train.csv", "a,b\n"}, {"croissant.json", croissant}}));
  const Json& dataset = birds.facts.at("dataset");
  CHECK(birds.found.verdict.at("class") == "not-a-model");
  CHECK(birds.facts.at("models").empty());
  CHECK(birds.facts.at("data").at("status") == "included");
  CHECK(dataset.at("files").at("count") == 1);
  CHECK(dataset.at("croissant").at("status") == "valid");
  CHECK(dataset.at("croissant").at("license_agrees") == "yes");
  CHECK(dataset.at("croissant").at("files").at(0).at("version") == "1.0");
  REQUIRE(dataset.at("sources").size() >= 2);
  CHECK(dataset.at("sources").at(0).at("id") == "PiC/phrase_similarity");
  CHECK(dataset.at("sources").at(0).at("relation") == "extended");
  CHECK(dataset.at("sources").at(0).at("openness") == "noncommercial");

  CHECK(birds.status("dataset-license-present") == "pass");
  CHECK(birds.status("dataset-origin") == "pass");
  CHECK(birds.status("dataset-personal-data") == "pass");
  CHECK(birds.status("dataset-limitations") == "pass");
  CHECK(birds.fails("dataset-sources-fit", "PiC/phrase_similarity"));
  CHECK(birds.status("card-intended-use") == "not-applicable");
  CHECK(birds.found.levels.contains("dataset-card"));
  CHECK_FALSE(birds.found.levels.contains("mof-1.0"));
  CHECK(birds.facts.at("permissions").at("commercial").at("answer") == "yes");
  CHECK(birds.why().find("CC-BY-4.0") != std::string::npos);
}

TEST_CASE("A data set without terms, with a broken Croissant file and an empty card is told so") {
  Cache cache;
  const Audit bare = audit(cache.add(
      "datasets--nest--owls",
      {{"README.md", "---\nlicense: mit\n---\n# Owls\n\n## Source Data\n[More Information Needed]\n"},
       {"owls.parquet", "PAR1"},
       {"croissant.json",
        R"({"conformsTo": "http://mlcommons.org/croissant/1.0", "license": "https://creativecommons.org/licenses/by-nc/4.0/"})"}}));
  CHECK(bare.fails("dataset-croissant"));
  CHECK(bare.fails("dataset-croissant-license"));
  CHECK(bare.fails("dataset-no-placeholders"));
  CHECK(bare.fails("dataset-origin"));
  CHECK(bare.fails("dataset-limitations"));

  const Audit unlicensed =
      audit(cache.add("datasets--nest--larks",
                      {{"README.md", "---\nlanguage: [en]\n---\n# Larks\n\nLarks in song.\n"}, {"larks.csv", "a\n"}}));
  CHECK(unlicensed.fails("dataset-license-present"));
  CHECK(unlicensed.facts.at("permissions").at("commercial").at("answer") == "unknown");
}

TEST_CASE("A Space is an application: what it uses stands in its report") {
  Cache cache;
  const Audit demo = audit(cache.add(
      "spaces--nest--demo",
      {{"README.md", "---\nsdk: gradio\napp_file: app.py\nlicense: mit\n---\n"},
       {"app.py",
        "from transformers import pipeline\np = pipeline(\"text-generation\", model=\"meta-llama/Llama-3.1-8B\")\n"}}));
  CHECK(demo.found.verdict.at("class") == "not-a-model");
  REQUIRE(demo.facts.at("uses").size() == 1);
  CHECK(demo.facts.at("uses").at(0).at("id") == "meta-llama/Llama-3.1-8B");
  CHECK(demo.why().find("meta-llama/Llama-3.1-8B") != std::string::npos);
  CHECK(demo.facts.at("permissions").at("host").at("answer") == "yes");
  CHECK_FALSE(demo.facts.contains("dataset"));
}

TEST_CASE("A Space with weights in it is an application all the same, and its card in a folder is no model's") {
  test::TempFolder folder;
  const auto files = [&](const std::string& name, const Files& all) {
    for (const auto& [path, bytes] : all) folder.write(name + "/" + path, bytes);
    return audit(folder.str() + "/" + name);
  };
  const std::string space = "---\ntitle: Demo\nemoji: x\nsdk: gradio\napp_file: app.py\nlicense: mit\n---\n";
  const Audit demo = files("demo", {{"README.md", space}, {"app.py", "x = 1\n"}, {"model.safetensors", pointer}});
  CHECK(demo.facts.at("source").at("repository_kind") == "space");
  CHECK(demo.found.verdict.at("class") == "not-a-model");
  // A card of a model stays one, whatever is tagged beside.
  const Audit model =
      files("wren", {{"README.md", "---\nlicense: mit\nsdk: gradio\npipeline_tag: text-generation\n---\n# Wren\n"},
                     {"model.safetensors", pointer}});
  CHECK(model.facts.at("source").at("repository_kind") == "model");
  const Audit own =
      files("lark", {{"README.md", "---\nlicense: mit\nsdk: kepler\n---\n# Lark\n"}, {"model.safetensors", pointer}});
  CHECK(own.facts.at("source").at("repository_kind") == "model");
  const Audit project = files("owl", {{"README.md", "# Owl\n\nOwl is a language model with 7B parameters.\n"},
                                      {"demo/README.md", space},
                                      {"model.safetensors", pointer}});
  CHECK(project.facts.at("card").at("cards") == Json{"README.md"});
}

TEST_CASE("A model has neither the facts nor the rules of a data set") {
  Cache cache;
  const Audit wren = audit(cache.model("nest--wren", "license: apache-2.0\n"));
  CHECK_FALSE(wren.facts.contains("dataset"));
  CHECK_FALSE(wren.facts.contains("uses"));
  CHECK(wren.status("dataset-license-present") == "none");
}

TEST_CASE("A non-commercial training set of an open model is a finding and stands beside what one may do") {
  Cache cache;
  const Audit wren = audit(
      cache.model("nest--wren", "license: apache-2.0\ndatasets: [PiC/phrase_similarity, OpenAssistant/oasst2]\n"));
  CHECK(wren.found.verdict.at("class") == "open-weights");
  CHECK(wren.fails("training-data-terms", "PiC/phrase_similarity"));
  const Json& commercial = wren.facts.at("permissions").at("commercial");
  CHECK(commercial.at("answer") != "no");  // named apart: whether the terms reach the weights is disputed
  REQUIRE(commercial.at("data").size() == 1);
  CHECK(commercial.at("data").at(0).at("license") == "CC-BY-NC-4.0");
  CHECK_FALSE(wren.facts.at("permissions").at("run").contains("data"));
  for (const Json& set : wren.facts.at("data").at("datasets"))
    CHECK(set.at("terms_read_by").at("day").get<std::string>().size() == 10);

  const Audit open = audit(cache.model("nest--lark", "license: apache-2.0\ndatasets: [OpenAssistant/oasst2]\n"));
  CHECK(open.status("training-data-terms") == "pass");
  CHECK_FALSE(open.facts.at("permissions").at("commercial").contains("data"));
}

TEST_CASE("Terms of a data set that was given with --with are observed") {
  Cache cache;
  const std::string birds = cache.add("datasets--nest--birds",
                                      {{"README.md", "---\nlicense: cc-by-nc-4.0\n---\n# Birds\n"}, {"a.csv", "a\n"}});
  const Audit wren = audit(cache.model("nest--wren", "license: mit\ndatasets: [nest/birds]\n"), {birds});
  const Json& set = wren.facts.at("data").at("datasets").at(0);
  CHECK(set.at("license") == "CC-BY-NC-4.0");
  CHECK(set.at("license_source") == "observed");
  CHECK(wren.fails("training-data-terms", "nest/birds"));
}

TEST_CASE("Parents' parents hold: by the shipped table, and by what --with shows in any order") {
  Cache cache;
  const Audit known =
      audit(cache.model("nest--wren", "license: mit\nbase_model: NousResearch/Nous-Hermes-Llama2-13b\n"));
  CHECK(known.parent().at("license") == "MIT");
  REQUIRE(known.parent().at("ancestors").size() == 1);
  CHECK(known.parent().at("ancestors").at(0).at("id") == "meta-llama/Llama-2-13b-hf");
  CHECK(known.weights().find("LicenseRef-llama2") != std::string::npos);
  CHECK(known.found.verdict.at("class") == "restricted-weights");

  const std::string lark = cache.model("nest--lark", "license: apache-2.0\nbase_model: nest/tern\n");
  const std::string tern = cache.model("nest--tern", "license: cc-by-nc-4.0\n");
  const std::string wren = cache.model("nest--chick", "license: apache-2.0\nbase_model: nest/lark\n");
  for (const auto& with : {std::vector<std::string>{lark, tern}, std::vector<std::string>{tern, lark}}) {
    const Audit found = audit(wren, with);
    CHECK(found.weights().find("CC-BY-NC-4.0") != std::string::npos);
    CHECK(found.parent().at("license_source") == "observed");
    CHECK(found.parent().at("ancestors").at(0).at("id") == "nest/tern");
  }
  // An open line of descent stays open.
  const std::string finch = cache.model("nest--finch", "license: mit\n");
  const std::string robin = cache.model("nest--robin", "license: apache-2.0\nbase_model: nest/finch\n");
  const Audit open = audit(cache.model("nest--owl", "license: mit\nbase_model: nest/robin\n"), {robin, finch});
  CHECK(open.found.verdict.at("class") == "open-weights");
}

TEST_CASE("Models that name each other as bases end") {
  Cache cache;
  const std::string a = cache.model("nest--a", "license: mit\nbase_model: nest/b\n");
  const std::string b = cache.model("nest--b", "license: mit\nbase_model: nest/a\n");
  const Audit found = audit(cache.model("nest--c", "license: mit\nbase_model: nest/a\n"), {a, b});
  CHECK(found.parent().at("license") == "MIT");
}

TEST_CASE("A re-upload by a third party is named as such, and that it adds no terms of its own is said") {
  Cache cache;
  const Audit quantized = audit(cache.add(
      "models--someone--Wren-GGUF",
      {{"README.md", "---\nbase_model: nest/Llama-2-wren\nbase_model_relation: quantized\n---\n# Wren GGUF\n"},
       {"wren.gguf", pointer}}));
  CHECK(quantized.facts.at("lineage").at("reupload_of") == "nest/Llama-2-wren");
  CHECK(quantized.facts.at("lineage").at("adds_no_terms") == true);
  CHECK(quantized.why().find("adds no terms of its own") != std::string::npos);
  CHECK(quantized.why().find("nest/Llama-2-wren") != std::string::npos);

  const Audit tuned =
      audit(cache.model("nest--wren", "license: llama3.2\nbase_model: unsloth/Llama-3.2-1B-Instruct-bnb-4bit\n"));
  CHECK(tuned.parent().at("reupload_of") == "meta-llama/Llama-3.2-1B-Instruct");
  CHECK_FALSE(tuned.facts.at("lineage").contains("reupload_of"));
  CHECK_FALSE(tuned.facts.at("lineage").contains("adds_no_terms"));
}

TEST_CASE("Files of results and a newer version are read; what the hub does not take of them is told") {
  Cache cache;
  const Audit wren =
      audit(cache.model("nest--wren", "license: mit\nnew_version: nest/wren-2\n",
                        {{".eval_results/gsm8k.yaml",
                          "- dataset: {id: openai/gsm8k, task_id: main}\n  value: 0.71\n  date: \"2025-01-01\"\n"},
                         {".eval_results/broken.yaml", "- value: 0.5\n- dataset: {id: nest/owls}\n"}}));
  CHECK(wren.facts.at("card").at("new_version").at("id") == "nest/wren-2");
  CHECK(wren.fails("card-latest-version", "nest/wren-2"));
  REQUIRE(wren.facts.at("documentation").at("metrics").size() == 1);
  CHECK(wren.facts.at("documentation").at("metrics").at(0).at("dataset") == "openai/gsm8k");
  CHECK(wren.fails("card-metadata-as-hub", ".eval_results/broken.yaml:1"));
  CHECK(wren.fails("card-metadata-as-hub", ".eval_results/broken.yaml:2"));
  for (const Json& deviation : wren.facts.at("card").at("front_matter").at("deviations"))
    CHECK(deviation.at("evidence").is_array());
}

TEST_CASE("A block that the hub does not read grants nothing, and what it restricts holds") {
  Cache cache;
  const auto of = [&](const std::string& readme) {
    return audit(cache.add("models--nest--wren", {{"README.md", readme}, {"model.safetensors", pointer}}));
  };
  const std::string body = "Wren is a language model. The weights are released under the Apache License 2.0.\n";
  CHECK(of("# Wren\n\n" + body).weights() == "Apache-2.0");
  for (const char* block : {"---\nlicense: cc-by-nc-4.0\ntags: [a]\n---\n", "---\nlicense: cc-by-nc-4.0\n---\n"}) {
    const Audit late = of("# Wren\n\n" + std::string(block) + "\n" + body);
    CHECK(late.weights().find("CC-BY-NC-4.0") != std::string::npos);
    CHECK(late.fails("card-metadata-as-hub", "README.md:3"));
  }
  const Audit second = of("---\ntags: [a]\n---\n# Wren\n\n" + body + "\n---\nlicense: cc-by-nc-4.0\ntags: [b]\n---\n");
  CHECK(second.weights().find("CC-BY-NC-4.0") != std::string::npos);
  const Audit unknown = of("# Wren\n\n---\nlicense: other\nlicense_name: wren-terms\n---\n\n" + body);
  CHECK(unknown.found.verdict.at("class") != "open-weights");
  CHECK(of("# Wren\n\n---\nlicense: mit\ntags: [a]\n---\n\nWren is a language model.\n").found.verdict.at("class") !=
        "open-weights");
}

TEST_CASE("A link of the licence to a known address is that licence") {
  Cache cache;
  const auto concluded = [&](const std::string& metadata) {
    return audit(cache.model("nest--wren", metadata)).facts.at("licenses").at("weights").at("concluded");
  };
  CHECK(concluded("license: other\nlicense_link: https://creativecommons.org/licenses/by-nc/4.0/\n") == "CC-BY-NC-4.0");
  CHECK(concluded("license: other\nlicense_name: x\nlicense_link: https://www.apache.org/licenses/LICENSE-2.0\n") ==
        "Apache-2.0");
  CHECK(concluded("license: other\nlicense_name: x\nlicense_link: "
                  "https://huggingface.co/meta-llama/Llama-3.1-8B/blob/main/LICENSE\n") == "LicenseRef-llama3.1");
  // An address that nobody knows leaves the terms unread.
  CHECK(concluded("license: other\nlicense_name: x\nlicense_link: https://nest.example/terms\n") ==
        "LicenseRef-unknown");
  CHECK(concluded("liscence: cc-by-nc-4.0\n") == "CC-BY-NC-4.0");
}
