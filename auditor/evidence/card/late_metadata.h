// A metadata block that is not where the hub looks for one: behind a title, a picture, or a first block. Readers see
// it, the hub does not.
#pragma once

#include "auditor/evidence/card/card.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace auditor::evidence {

struct LateMetadata {
  int line = 0;                                    // of the dashes that open it
  Json values;                                     // null when they cannot be read
  std::vector<std::pair<std::string, int>> lines;  // key -> line
};

// The first that has a key of the hub and is no code. `text` is the document that `card` was read from.
[[nodiscard]] std::optional<LateMetadata> find_late_metadata(const Card& card, std::string_view text);

}  // namespace auditor::evidence
