// Terms of well-known base models and training data, by name. Known from their publishers, not observed in a
// repository: a caller marks them so. Data: rules/licenses/base-models.yaml, datasets.yaml and dataset-terms.yaml.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::licenses {

// Licence of a model by hub id ("meta-llama/Llama-3.1-8B") or by the bare name a configuration holds ("llama-7b-hf").
// A path or URL is reduced to its last two components.
[[nodiscard]] std::optional<std::string> base_model_license(std::string_view hub_id);

// The models that a well-known one was made from itself, by hub id.
[[nodiscard]] std::vector<std::string> base_model_bases(std::string_view hub_id);

// "meta-llama/Llama-3.2-1B" for "someone/Llama-3.2-1B-GGUF": the id of a publisher's model that somebody else passes
// on, as it is or in another format; empty for any other id. Words of formats: `reuploads` of
// rules/licenses/base-models.yaml.
[[nodiscard]] std::string reuploaded_model(std::string_view hub_id);

// Licence of a data set by hub id or name; "unknown" when the set is known and its terms are not one licence.
[[nodiscard]] std::optional<std::string> dataset_license(std::string_view name);

// Who read the terms of a data set from its publisher's pages, and when.
struct TermsSource {
  std::string title;
  std::string address;
  std::string day;  // 2025-03-25
};
// Of a data set whose terms dataset_license() takes from the table by ids; null for one it knows by name.
[[nodiscard]] const TermsSource* dataset_terms_source(std::string_view hub_id);

}  // namespace auditor::licenses
