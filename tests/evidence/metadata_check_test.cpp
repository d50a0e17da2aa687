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

TEST_CASE("A block behind a title, a comment, a picture or text is told with its line, whatever its first key is") {
  const std::vector<std::pair<std::string, int>> before = {{"# Wren\n\n", 3},
                                                           {"<!-- made by hand -->\n", 2},
                                                           {"<p align=\"center\"><img src=\"a.png\"></p>\n\n", 3},
                                                           {"Hello.\n", 2},
                                                           {"# Wren\n" + std::string(100, '\n'), 102}};
  for (const auto& [text, line] : before)
    for (const char* yaml : {"license: mit\n", "license: mit\ntags: [a]\n", "authors: us\nlicense: mit\n",
                             "# by us\nlicense: mit\n", "License: mit\ntags: [a]\n"}) {
      INFO(text << yaml);
      const auto found = misread(text + "---\n" + yaml + "---\n\nText.\n");
      REQUIRE(found.size() == 1);
      CHECK(found[0].line == line);
    }
  CHECK(misread("# Wren\r\n\r\n---\r\nlicense: mit\r\n---\r\n").size() == 1);
}

TEST_CASE("A block is at the start behind blank lines, blanks and a byte order mark: the hub skips them") {
  for (const char* before : {"", "\n\n", " ", "\xEF\xBB\xBF", "\xEF\xBB\xBF\n", "\r\n"}) {
    INFO(before);
    const std::string text = std::string(before) + "---\nlicense: mit\n---\n# Wren\n";
    CHECK(misread(text).empty());
    CHECK(read_card("README.md", text).front_matter == auditor::Json{{"license", "mit"}});
  }
}

TEST_CASE("A second block is told: the hub reads the first alone") {
  const auto found = misread("---\ntags: [a]\n---\n# Wren\n\n---\nlicense: mit\ntags: [b]\n---\n");
  REQUIRE(found.size() == 1);
  CHECK(found[0].line == 6);
  CHECK(found[0].message.find("second") != std::string::npos);
  CHECK(misread("---\n---\n\n---\nlicense: mit\ntags: [b]\n---\n").size() == 1);
}

TEST_CASE("Rules, prose between rules and code that shows metadata are no block") {
  for (const char* text :
       {"# Wren\n\n---\n\nlicense: mit\n\n---\n", "# Wren\n\n---\nLicense: MIT\n\n---\n",
        "# Wren\n\n---\nWe like birds.\n---\n", "# Wren\n\n---\nNote: tags: many\n---\nText.\n",
        "# Wren\n\n```yaml\n---\nlicense: mit\ntags: [a]\n---\n```\n", "# Wren\n\n    ---\n    license: mit\n    ---\n",
        "---\nlicense: mit\n---\n# Wren\n\n---\nlicense: mit\n---\n",
        "---\ntags: [a]\n---\n# Wren\n\n```\n---\nlicense: mit\ntags: [a]\n---\n```\n",
        "# Wren\n\n| a | b |\n|---|---|\n| license: mit | c |\n"}) {
    INFO(text);
    CHECK(misread(text).empty());
  }
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
  CHECK(keys("model-index:\n- name: w\n  results:\n  - task: {type: x}\n").size() == 2);
}

TEST_CASE("A licence that the hub refuses is told with the id that means the same, never with another version") {
  const std::vector<std::pair<std::string, std::string>> written = {{"GPL-3.0-only", "gpl-3.0"},
                                                                    {"BSD-3", "bsd-3-clause"},
                                                                    {"CC0", "cc0-1.0"},
                                                                    {"CC-BY-4.0", "cc-by-4.0"},
                                                                    {"llama-3.1", "llama3.1"},
                                                                    {"Apache License 2.0", "apache-2.0"},
                                                                    {"bsl-1.1", ""},
                                                                    {"our-own-terms", ""}};
  for (const auto& [label, meant] : written) {
    INFO(label);
    const auto found = keys("license: " + label + "\n");
    REQUIRE(found.size() == 1);
    CHECK(found[0].suggestion == meant);
  }
}

TEST_CASE("Languages are codes of ISO 639: names and codes of countries are told with the code") {
  CHECK(keys("language: [en, pt-BR, zh-Hant, yue, \"no\", multilingual, code]\n").empty());
  CHECK(keys("language: jp\n").at(0).suggestion == "ja");
  CHECK(keys("language: german\n").at(0).suggestion == "de");
  CHECK(keys("language: EN\n").at(0).suggestion == "en");
  CHECK(keys("language: xx\n").at(0).suggestion.empty());
}

TEST_CASE("model-index is read by its schema, each kind of lack once") {
  const std::string head = "model-index:\n- name: w\n  results:\n";
  const std::string whole =
      "  - task: {type: t}\n    dataset: {type: d, name: d}\n    metrics: [{type: acc, value: 1}]\n";
  CHECK(keys(head + whole + whole).empty());
  const std::string lacks =
      "  - task: {name: t}\n    dataset: {name: d}\n    metrics: [{type: acc}]\n    source: {name: x}\n";
  const auto found = keys(head + lacks + lacks);
  REQUIRE(found.size() == 4);
  CHECK(found[0].message.find("`type`") != std::string::npos);
  CHECK(found[2].message.find("`url`") != std::string::npos);
}

TEST_CASE("Emissions are grams, a newer version and bases are ids of the hub") {
  CHECK(keys("co2_eq_emissions: 12.3\n").empty());
  CHECK(keys("co2_eq_emissions:\n  emissions: 149.2\n  source: mlco2\n").empty());
  CHECK(keys("co2_eq_emissions: {emissions: a lot}\n").size() == 1);
  CHECK(keys("co2_eq_emissions: {emission: 3}\n").at(0).suggestion == "emissions");
  CHECK(keys("new_version: nest/wren-2\n").empty());
  CHECK(keys("new_version: [nest/wren-2]\n").size() == 1);
  CHECK(keys("new_version: wren-2\n").size() == 1);
  CHECK(keys("base_model: [nest/wren, gpt2]\ndatasets: [imdb, nest/birds]\n").empty());
  CHECK(keys("base_model: my own wren\n").size() == 1);
  CHECK(keys("base_model: https://huggingface.co/nest/wren\n").at(0).suggestion == "nest/wren");
}

TEST_CASE("Keys of a gate are told like others, and values of another shape are") {
  CHECK(keys("extra_gated_prompt: x\nextra_gated_fields: {Name: text}\nextra_gated_button_content: y\n").empty());
  CHECK(keys("extra_gated_promt: x\n").at(0).suggestion == "extra_gated_prompt");
  CHECK(keys("extra_gated_fields: [Name]\n").size() == 1);
  CHECK(keys("tags: birds\n").at(0).suggestion == "[birds]");
}
