// Badges drawn by an address: what shields.io shows in words.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace auditor::evidence {

struct Badge {
  std::string label;
  std::string message;  // empty where the badge shows one text
};

// "https://img.shields.io/badge/license-CC_BY--NC-red.svg": "license", "CC BY-NC"; nothing for other addresses.
[[nodiscard]] std::optional<Badge> read_badge(std::string_view url);

}  // namespace auditor::evidence
