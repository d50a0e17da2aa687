// Whether the terms of what something was made from leave room for the terms it goes out under, or for one another.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace auditor::permissions {

struct Incompatible {
  std::string kind;  // further-restrictions, no-derivatives, share-alike, pass-through, non-commercial
  std::string text;  // in words, with the clause of each side
};

// What was made from something under `parent` by `relation` (finetune, merge, adapter, quantized …) goes out under
// `declared`. Nothing where the two can be met together, and where that is not known: an OR leaves a choice, and an
// unknown or changed text was not read.
[[nodiscard]] std::optional<Incompatible> incompatible(std::string_view declared, std::string_view parent,
                                                       std::string_view relation);

// Parts under two licences in one result, whatever it goes out under.
[[nodiscard]] std::optional<Incompatible> incompatible_parts(std::string_view one, std::string_view other);

}  // namespace auditor::permissions
