#include "auditor/licenses/catalog/base_models.h"

#include "auditor/core/resources.h"
#include "auditor/licenses/catalog/catalog.h"
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
}
