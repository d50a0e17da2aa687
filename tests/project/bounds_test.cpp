// Bounds fail closed: what lies behind one could restrict, so a model is never called open on what is before it.
#include "auditor/assess/assess.h"
#include "auditor/facts/build.h"
#include "tests/support/catch.h"
#include "tests/support/memory_snapshot.h"

#include <fmt/format.h>

using namespace auditor;
using namespace auditor::test;

namespace {

using Files = std::map<std::string, std::string>;

const std::string weights =
    "version https://git-lfs.github.com/spec/v1\noid sha256:" + std::string(64, 'a') + "\nsize 1000000\n";
const std::string mit =
    "---\nlicense: mit\n---\n# Finch\nFinch is a language model with 7 billion parameters, see "
    "https://huggingface.co/finch/finch.\n";
const std::string noncommercial =
    "---\nlicense: cc-by-nc-4.0\n---\n# Finch\nFinch is a language model with 7 billion parameters, see "
    "https://huggingface.co/finch/finch.\n";

Json verdict_of(const Files& files) {
  const MemorySnapshot snapshot(files, "finch/finch");
  const auto options = assess::load_rules({"licensing"});
  REQUIRE(options);
  return assess::assess(facts::build(snapshot), *options).verdict;
}

bool is_open(const Json& verdict) {
  const std::string name = verdict.at("class");
  return name == "open-weights" || name == "open-model" || name == "open-science";
}

// A repository whose last part restricts, or, for the innocent half, says what all others say.
struct Row {
  const char* what;
  Files (*make)(bool restricted);
  bool opens;  // the innocent one is called open: the bound was raised past it
};

Files models(int count, bool restricted, int last, const std::string& padding = {}) {
  Files files = {{"README.md", mit}};
  for (int i = 0; i < count; ++i) {
    const std::string folder = fmt::format("m{:04}", i);
    files[folder + "/README.md"] = restricted && i >= count - last ? noncommercial + padding : mit + padding;
    files[folder + "/model.safetensors"] = weights;
  }
  return files;
}

Files one_model(const std::string& readme) { return {{"README.md", readme}, {"model.safetensors", weights}}; }

std::string filler(std::size_t bytes) {
  std::string out;
  while (out.size() < bytes)
    out += "Finch was trained for a long time on many machines in a quiet room by the sea.\n\n";
  return out;
}

const Row rows[] = {
    {"30 model READMEs, the last four non-commercial", [](bool nc) { return models(30, nc, 4); }, true},
    {"450 model READMEs, the last non-commercial", [](bool nc) { return models(450, nc, 1); }, false},
    {"a model's README of more than a megabyte", [](bool nc) { return models(2, nc, 1, filler((1U << 20U) + 1000)); },
     false},
    {"a README in the fifth folder down, beside its weights",
     [](bool nc) {
       return Files{{"README.md", mit},
                    {"a/b/c/d/e/README.md", nc ? noncommercial : mit},
                    {"a/b/c/d/e/model.safetensors", weights}};
     },
     true},
    {"the 406th listed release",
     [](bool nc) {
       std::string list = mit + "## Weights\n";
       for (int i = 0; i < 405; ++i)
         list +=
             fmt::format("- [finch-{0}](https://huggingface.co/finch/finch-{0}): weights under the MIT License\n", i);
       list += fmt::format("- [finch-406](https://huggingface.co/finch/finch-406): weights under {}\n",
                           nc ? "CC BY-NC 4.0, not for commercial use" : "the MIT License");
       return one_model(list);
     },
     false},
    {"the 70th document that lists models",
     [](bool nc) {
       Files files = one_model(mit);
       for (int i = 0; i < 70; ++i)
         files[fmt::format("MODEL_ZOO_{:02}.md", i)] = fmt::format(
             "# Model zoo\n| model | weights | license |\n|---|---|---|\n"
             "| finch-{0} | [weights](https://huggingface.co/finch/finch-{0}) | {1} |\n",
             i, nc && i == 69 ? "CC BY-NC 4.0" : "MIT");
       return files;
     },
     false},
    {"the 61st licence file, beside weights",
     [](bool nc) {
       Files files = {{"README.md", mit}};
       for (int i = 0; i < 61; ++i) {
         files[fmt::format("m{:02}/LICENSE", i)] =
             nc && i == 60 ? "SPDX-License-Identifier: CC-BY-NC-4.0\n" : "SPDX-License-Identifier: MIT\n";
         files[fmt::format("m{:02}/model.safetensors", i)] = weights;
       }
       return files;
     },
     true},
    {"words after nine megabytes",
     [](bool nc) {
       return one_model(mit + filler(9U << 20U) + (nc ? "The weights may not be used commercially.\n" : ""));
     },
     false},
    {"words after five megabytes",
     [](bool nc) {
       return one_model(mit + filler(5U << 20U) + (nc ? "The weights may not be used commercially.\n" : ""));
     },
     false},
    {"the 22nd label",
     [](bool nc) {
       std::string card = "---\nlicense:\n";
       for (int i = 0; i < 21; ++i) card += "- mit\n";
       return one_model(card + (nc ? "- cc-by-nc-4.0\n" : "- mit\n") + "---\n# Finch\n");
     },
     true},
    {"the fifth list of models in JSON",
     [](bool nc) {
       Files files = one_model(mit);
       for (int i = 0; i < 5; ++i)
         files[fmt::format("finch{}/.models.json", i)] = fmt::format(
             R"({{"a": {{"urls": ["https://nest.example/{}/model.pth"], "license": "{}", "name": "finch"}}}})", i,
             nc && i == 4 ? "CC BY-NC 4.0" : "MIT");
       return files;
     },
     true},
    {"the 201st model of a list in JSON",
     [](bool nc) {
       std::string list = "{";
       for (int i = 0; i < 201; ++i)
         list += fmt::format(R"({}"m{}": {{"urls": ["https://nest.example/{}/model.pth"], "license": "{}"}})",
                             i == 0 ? "" : ", ", i, i, nc && i == 200 ? "CC BY-NC 4.0" : "MIT");
       Files files = one_model(mit);
       files["finch/.models.json"] = list + "}";
       return files;
     },
     true},
    {"the 45th base of a merge",
     [](bool nc) {
       Files files = one_model(mit);
       std::string recipe = "merge_method: linear\nmodels:\n";
       for (int i = 0; i < 44; ++i) recipe += fmt::format("  - model: finch/part-{}\n", i);
       files["mergekit_config.yml"] =
           recipe + (nc ? "  - model: meta-llama/Llama-2-7b-hf\n" : "  - model: finch/part-44\n");
       return files;
     },
     false},
    {"the 22nd Modelfile",
     [](bool nc) {
       Files files = one_model(mit);
       for (int i = 0; i < 22; ++i)
         files[fmt::format("m{:02}/Modelfile", i)] =
             fmt::format("FROM ../model.safetensors\nLICENSE \"{}\"\n", nc && i == 21 ? "CC-BY-NC-4.0" : "MIT");
       return files;
     },
     true},
};

}  // namespace

TEST_CASE("what lies behind a bound is never open") {
  for (const Row& row : rows) {
    INFO(row.what);
    const Json restricted = verdict_of(row.make(true));
    INFO(restricted.at("class"));
    CHECK_FALSE(is_open(restricted));
    if (!row.opens) continue;
    const Json innocent = verdict_of(row.make(false));
    INFO(innocent.at("class"));
    CHECK(is_open(innocent));
  }
}
