// Bases in recipes: the configuration of a merge or of a training, as a file of its own or as a block of code in a
// card.
#pragma once

#include "auditor/core/json.h"
#include "auditor/evidence/models/named_base.h"

#include <string_view>
#include <vector>

namespace auditor::evidence {

enum class RecipeKind { none, merge, training };

// What a file of this name holds.
[[nodiscard]] RecipeKind recipe_of_name(std::string_view path);

// The bases that a recipe names, without lines.
[[nodiscard]] std::vector<NamedBase> read_recipe(const Json& recipe, RecipeKind kind);

// Those of the blocks of code in a document that are recipes.
[[nodiscard]] std::vector<NamedBase> read_recipes(const Document& document, bool& cut);

}  // namespace auditor::evidence
