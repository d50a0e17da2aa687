// Sentences by which well-known projects point to their licence without naming it ("see copyright notice in zlib.h"),
// and sentences that name licences of other works. Data: `notices` of rules/licenses/references.yaml.
#pragma once

#include "auditor/licenses/references/label_words.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace auditor::licenses {

struct Notice {
  std::string_view expression;  // empty: what it names is the licence of something else
  std::size_t end = 0;          // words it uses, end exclusive
};

// The longest known sentence that begins at word `at`.
[[nodiscard]] std::optional<Notice> read_notice(std::span<const LabelWord> words, std::size_t at);

}  // namespace auditor::licenses
