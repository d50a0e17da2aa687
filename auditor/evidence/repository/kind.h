// What a repository is: a model, a data set, a Space. The place where it lies decides first, then its card.
#pragma once

#include "auditor/evidence/repository/repository.h"

#include <string_view>

namespace auditor::evidence {

enum class RepositoryKind { model, dataset, space };
[[nodiscard]] std::string_view to_string(RepositoryKind kind);

// A repository of a model hub, by its remote or the cache that it lies in: it holds one model, and every other id that
// it names is another's.
[[nodiscard]] bool is_on_hub(const source::SourceInfo& info);

// The metadata of a Space's card: they name what the hub runs it with, and nothing that a model has.
[[nodiscard]] bool describes_a_space(const Json& metadata);

[[nodiscard]] RepositoryKind kind_of(Repository& repository);

// A repository of a hub, or a copy of one: a card with metadata at the root of a folder without a remote. A project on
// a forge has many models and names in it.
[[nodiscard]] bool is_one_model(Repository& repository);

}  // namespace auditor::evidence
