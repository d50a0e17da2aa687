// Weights by what is said of them and by what they hold, where their names do not tell.
#pragma once

#include "auditor/evidence/repository/repository.h"
#include "auditor/formats/inspect.h"

#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace auditor::evidence {

// Files that a card or README names as the trained model: "The network is in `ncnn/upscale.bin`."
[[nodiscard]] std::set<std::string, std::less<>> named_weight_files(Repository& repository);

// A file of an unsure ending whose first bytes are those of a format of weights (`magic` of
// rules/vocabulary/weights.yaml).
[[nodiscard]] bool has_magic_of_weights(const Repository& repository, const source::Entry& entry);

// What bears a name of weights and is none, in words: a picture, a text, a container without a tensor. Empty when it
// may be weights: vectors of words and models of trees are texts.
[[nodiscard]] std::string_view no_weights(const Repository& repository, const source::Entry& entry,
                                          const formats::Inspection& inspection);

}  // namespace auditor::evidence
