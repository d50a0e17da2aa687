// Terms of well-known base models and training data, by name. Known from their publishers, not observed in a
// repository: a caller marks them so. Data: rules/licenses/base-models.yaml and datasets.yaml.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace auditor::licenses {

// Licence of a model by hub id ("meta-llama/Llama-3.1-8B") or by the bare name a configuration holds ("llama-7b-hf").
// A path or URL is reduced to its last two components.
[[nodiscard]] std::optional<std::string> base_model_license(std::string_view hub_id);

// Licence of a data set by hub id or name; "unknown" when the set is known and its terms are not one licence.
[[nodiscard]] std::optional<std::string> dataset_license(std::string_view name);

}  // namespace auditor::licenses
