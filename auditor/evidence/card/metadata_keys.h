// Keys of a card's metadata in whatever spelling: "Base-Model", "basemodel", "licence".
#pragma once

#include "auditor/core/json.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::evidence {

// Small letters, with _ for a hyphen or a blank.
[[nodiscard]] std::string folded_key(std::string_view key);

// Whether the hub knows the key in this very spelling (`keys` of rules/vocabulary/hub.yaml).
[[nodiscard]] bool is_hub_key(std::string_view key);
[[nodiscard]] const std::vector<std::string>& hub_keys();

// The hub's key that people mean by this spelling (`meant` of rules/vocabulary/hub.yaml); empty when it is no known
// one.
[[nodiscard]] std::string_view meant_key(std::string_view key);

// The key of the metadata that means `key`, as it is spelled there: the hub's own spelling first; empty without one.
[[nodiscard]] std::string key_in(const Json& metadata, std::string_view key);

}  // namespace auditor::evidence
