// The data shipped inside the binary: rules/ and schemas/, embedded at build time (cmake/EmbedData.cmake).
#pragma once

#include "auditor/core/json.h"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace auditor {

struct Resource {
  std::string_view name;  // path below the project's root, "rules/verdict.yaml"
  std::span<const std::byte> bytes;
  bool packed;  // YAML or JSON stored as MessagePack
};

// Bytes as embedded (MessagePack for YAML and JSON); null when there is no such resource.
[[nodiscard]] const Resource* find_resource(std::string_view name);

// A YAML or JSON resource as a document; asserts that it exists: a missing one is a broken build.
[[nodiscard]] Json resource_json(std::string_view name);

// A resource stored as it is (templates, fingerprints), as text.
[[nodiscard]] std::string_view resource_text(std::string_view name);

// Names that begin with `prefix`, sorted.
[[nodiscard]] std::vector<std::string_view> resource_names(std::string_view prefix);

}  // namespace auditor
