#include "auditor/licenses/catalog/base_models.h"

#include "auditor/core/resources.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/catalog/expression.h"
#include "tests/support/catch.h"

using namespace auditor::licenses;

TEST_CASE("a base model is known by hub id, URL, and bare name") {
  CHECK(base_model_license("meta-llama/Llama-3.1-8B") == "LicenseRef-llama3.1");
  CHECK(base_model_license("https://huggingface.co/meta-llama/Llama-2-7b-hf") == "LicenseRef-llama2");
  CHECK(base_model_license("mistralai/Mistral-7B-v0.1") == "Apache-2.0");
  CHECK(base_model_license("Qwen/Qwen2.5-72B-Instruct") == "LicenseRef-qwen");
  CHECK(base_model_license("Qwen/Qwen2.5-7B") == "Apache-2.0");
  CHECK(base_model_license("/data/models/llama-7b-hf") == "LicenseRef-llama1-research");
  CHECK(base_model_license("someone/Llama-2-13B-GPTQ") == "LicenseRef-llama2");
  CHECK_FALSE(base_model_license("someone/never-heard-of").has_value());
  CHECK_FALSE(base_model_license("someone/mistral-7b-something").has_value());
  CHECK_FALSE(base_model_license("").has_value());
}

TEST_CASE("the first pattern decides, so special cases stand first") {
  CHECK(base_model_license("facebook/opt-iml-1.3b") == "LicenseRef-opt-iml-175b");
  CHECK(base_model_license("facebook/opt-1.3b") == "LicenseRef-opt-175b");
  CHECK(base_model_license("deepseek-ai/DeepSeek-R1-Distill-Llama-8B") == "LicenseRef-llama3.1");
}

TEST_CASE("data sets are known by name") {
  CHECK(dataset_license("allenai/c4") == "ODC-By-1.0");
  CHECK(dataset_license("LAION 5B") == "CC-BY-4.0");
  CHECK(dataset_license("The Pile") == "unknown");
  CHECK_FALSE(dataset_license("my own pictures").has_value());
}

TEST_CASE("every licence of the two tables is in the catalogue") {
  const auto models = auditor::resource_json("rules/licenses/base-models.yaml").at("models");
  CHECK(models.size() >= 80);
  for (const auto& item : models) {
    CAPTURE(item.dump());
    CHECK(openness_of(item.at("license").get<std::string>()) != Openness::unknown);
  }
  const auto datasets = auditor::resource_json("rules/licenses/datasets.yaml").at("datasets");
  for (const auto& item : datasets) {
    CAPTURE(item.dump());
    const auto license = item.value("license", "unknown");
    CHECK((license == "unknown" || openness_of(license) != Openness::unknown));
  }
  for (const auto& [id, license] : auditor::resource_json("rules/licenses/dataset-terms.yaml").at("datasets").items()) {
    CAPTURE(id);
    const auto parsed = parse_expression(license.get<std::string>());
    REQUIRE(parsed.has_value());
    for (const std::string& part : ids_of(*parsed))
      CHECK((part == "unstated" || part == "LicenseRef-unknown" || find_license(part) != nullptr));
  }
}

TEST_CASE("data sets are known by id with who read their terms and when") {
  CHECK(dataset_license("camel-ai/math") == "CC-BY-NC-4.0 AND LicenseRef-openai-terms");
  CHECK(openness_of(*dataset_license("camel-ai/math")) == Openness::noncommercial);
  CHECK(dataset_license("https://huggingface.co/datasets/OpenAssistant/oasst2") == "Apache-2.0");
  CHECK(dataset_license("PiC/Phrase_Similarity") == "CC-BY-NC-4.0");
  const TermsSource* source = dataset_terms_source("OpenAssistant/oasst2");
  REQUIRE(source != nullptr);
  CHECK(source->address.starts_with("https://"));
  CHECK(source->day.size() == 10);
  // Known, and no terms are stated for it: never open.
  CHECK(dataset_license("CLUTRR/v1") == "unknown");
  CHECK(dataset_terms_source("CLUTRR/v1") == nullptr);
  CHECK_FALSE(dataset_license("somebody/oasst2-mine").has_value());
}

TEST_CASE("a publisher's model under somebody else's owner is a copy; a name of one's own is none") {
  CHECK(reuploaded_model("unsloth/Llama-3.2-1B-Instruct-bnb-4bit") == "meta-llama/Llama-3.2-1B-Instruct");
  CHECK(reuploaded_model("someone/Qwen2.5-7B-Instruct-GGUF") == "Qwen/Qwen2.5-7B-Instruct");
  CHECK(reuploaded_model("someone/Mistral-7B-v0.1") == "mistralai/Mistral-7B-v0.1");
  CHECK(reuploaded_model("someone/Qwen2.5-Coder-7B-Instruct-4bit") == "Qwen/Qwen2.5-Coder-7B-Instruct");
  CHECK(reuploaded_model("someone/Llama-3-8B-Instruct-awq").empty());  // only copies are known by this name
  for (const char* id : {"meta-llama/Llama-3.2-1B", "someone/Llama-3.2-1B-wren-chatter", "someone/wren-7b-GGUF",
                         "Llama-3.2-1B", "someone/Qwen2.5-7B-birds", ""})
    CHECK(reuploaded_model(id).empty());
}

TEST_CASE("the shipped table knows what some well-known models were made from") {
  CHECK(base_model_bases("HuggingFaceH4/zephyr-7b-beta") == std::vector<std::string>{"mistralai/Mistral-7B-v0.1"});
  CHECK(base_model_bases("mistralai/Mistral-7B-v0.1").empty());
  for (const auto& item : auditor::resource_json("rules/licenses/base-models.yaml").at("models"))
    for (const auto& base : item.value("bases", auditor::Json::array())) {
      CAPTURE(base.dump());
      CHECK(base_model_license(base.get<std::string>()).has_value());
    }
}
