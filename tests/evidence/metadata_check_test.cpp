// The metadata block as the hub reads it: what it does not know or does not find is told with its line and what was
// meant; what it knows, and keys of one's own, are not.
#include "auditor/evidence/card/metadata_check.h"

#include "tests/support/catch.h"

using namespace auditor::evidence;

namespace {

std::vector<MetadataDeviation> misread(const std::string& text) {
  std::vector<MetadataDeviation> out;
  for (MetadataDeviation& found : check_metadata(read_card("README.md", text), text))
    if (!found.allowed) out.push_back(std::move(found));
  return out;
}

std::vector<MetadataDeviation> keys(const std::string& yaml) { return misread("---\n" + yaml + "---\n# Wren\n"); }

}  // namespace

TEST_CASE("A misspelt key is told with its line and the key that was meant") {
  const std::vector<std::pair<std::string, std::string>> written = {
      {"licence", "license"},          {"liscence", "license"},
      {"License", "license"},          {"base-model", "base_model"},
      {"basemodel", "base_model"},     {"pipeline-tag", "pipeline_tag"},
      {"dataset", "datasets"},         {"model_index", "model-index"},
      {"libary_name", "library_name"}, {"co2_emissions", "co2_eq_emissions"}};
  for (const auto& [key, meant] : written) {
    INFO(key);
    const auto found = keys("tags: [a]\n" + key + ": x\n");
    REQUIRE(found.size() == 1);
    CHECK(found[0].line == 3);
    CHECK(found[0].suggestion == meant);
    CHECK(found[0].message.find("did you mean `" + meant + "`") != std::string::npos);
  }
}

TEST_CASE("Keys that the hub knows and keys of one's own are no deviation") {
  CHECK(keys("license: mit\nlanguage: [en, zh-Hans, multilingual]\nbase_model: a/b\nextra_gated_fields: {}\n"
             "pipeline_tag: text-generation\nmodel-index:\n- name: w\n  results: []\n")
            .empty());
  CHECK(keys("our_trainer: x\nseed: 3\nmode: fast\ntrained_by: us\n").empty());
}

TEST_CASE("Values of closed lists are told with what was meant, where somebody can tell") {
  const auto spdx = keys("license: Apache-2.0\n");
  REQUIRE(spdx.size() == 1);
  CHECK(spdx[0].suggestion == "apache-2.0");
  CHECK(keys("license: our-own-terms-of-use\n").at(0).suggestion.empty());
  CHECK(keys("pipeline_tag: text_generation\n").at(0).suggestion == "text-generation");
  CHECK(keys("base_model_relation: finetuned\n").at(0).suggestion == "finetune");
  CHECK(keys("language: English\n").size() == 1);
}

TEST_CASE("Norwegian is written between quotation marks") {
  CHECK(keys("language: [en, \"no\"]\n").empty());
  CHECK(misread("---\nlanguage:\n- \"no\"\n---\n").empty());
  CHECK(keys("language: [nn, nb, no-NO]\nnotes: no\n").empty());
  for (const char* yaml : {"language: no\n", "language: [en, no]\n", "language:\n- en\n- no\n"}) {
    INFO(yaml);
    CHECK(keys(yaml).size() == 1);
  }
}

TEST_CASE("A block that is not at the start, and fences with a blank behind them, are not read by the hub") {
  const auto late = misread("# Wren\n\n---\nlicense: mit\n---\n\nText.\n");
  REQUIRE(late.size() == 1);
  CHECK(late[0].line == 3);
  const auto blank = misread("---\nlicense: mit\n--- \n# Wren\n");
  REQUIRE(blank.size() == 1);
  CHECK(blank[0].line == 3);
  CHECK(blank[0].unread);
  // A rule between paragraphs is no block.
  CHECK(misread("# Wren\n\n---\n\nNote: a rule.\n\n---\n").empty());
}

TEST_CASE("Duplicate keys and tabs are told") {
  const auto twice = keys("license: mit\ntags: [a]\nlicense: apache-2.0\n");
  REQUIRE(twice.size() == 1);
  CHECK(twice[0].line == 4);
  const auto tab = misread("---\ndatasets:\n\t- birds\n---\n# Wren\n");
  REQUIRE_FALSE(tab.empty());
  CHECK(tab[0].line == 3);
}

TEST_CASE("model-index has names and results with task, data set and metrics") {
  CHECK(keys("model-index:\n  name: w\n").size() == 1);
  CHECK(keys("model-index:\n- name: w\n").size() == 1);
  CHECK(keys("model-index:\n- name: w\n  results:\n  - task: {type: x}\n").size() == 1);
}
