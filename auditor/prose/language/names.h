// Which words of a sentence name a model, this one or another: by its shape ("birch-7b", "grove/heron"), its family, or
// as a capitalised word that nothing else explains (rules/language/names.yaml).
#pragma once

#include "auditor/prose/language/reading.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::language {

// How a document calls its own model and project, lower case: "wren", "nest/wren-7b"; and their owner.
struct OwnWords {
  std::vector<std::string> names;  // each of three letters at least
  std::string owner;
};

// Spans of `text` by place, none within `taken` (names of licences). Capitalised words count only in sentences that
// are not written in title case throughout.
[[nodiscard]] std::vector<NameSpan> find_model_names(std::string_view text, Language language, const OwnWords& own,
                                                     std::span<const NameSpan> taken);

// Products, places, months, titles: written with a capital and no name of a model or a data set.
[[nodiscard]] bool is_no_name(std::string_view folded);

// "Llama-3.1-8B", "birch 7b", "grove/heron": a name by its shape or family alone.
[[nodiscard]] bool has_model_shape(std::string_view word);
// By its shape: a hub's id, or a size among its parts.
[[nodiscard]] bool has_own_shape(std::string_view word);

}  // namespace auditor::language
