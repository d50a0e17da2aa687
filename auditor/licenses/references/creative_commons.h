// Creative Commons names in text: letters ("CC BY-NC-SA 4.0") and words ("Attribution-NonCommercial 4.0").
#pragma once

#include "auditor/licenses/references/label_words.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace auditor::licenses {

struct CreativeCommonsMention {
  std::string id;       // SPDX id; empty when the version is missing or no such licence is in the list
  std::string letters;  // "BY-NC-SA", "0", …
  std::size_t begin = 0;
  std::size_t end = 0;  // words, exclusive
};

// The mention that begins at word `at`.
[[nodiscard]] std::optional<CreativeCommonsMention> read_creative_commons(std::span<const LabelWord> words,
                                                                          std::size_t at);

// What stands for letters without a version ("BY-NC"): "LicenseRef-cc-by-nc"; empty for others.
[[nodiscard]] std::string creative_commons_family(std::string_view letters);

// The id for letters in any order and a version ("BY-ND-NC", "3.0", "de"); empty when not in the list.
[[nodiscard]] std::string creative_commons_id(std::string_view letters, std::string_view version,
                                              std::string_view port = {});

}  // namespace auditor::licenses
