// A model that a text names as the one this model was made from: a link to a hub, an address, an id.
#pragma once

#include "auditor/prose/markdown.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace auditor::evidence {

struct NamedBase {
  std::string id;        // "owner/name", or a name without owner
  std::string relation;  // finetune, adapter, merge, quantized, unknown
  int start_line = 0;
  int end_line = 0;
};

// An id of the hub: "owner/name" with characters that hubs allow, no path of a machine, no "and/or".
[[nodiscard]] bool is_model_id(std::string_view id);

// Not a model though it stands where one should: "None", "./output", "checkpoint-500".
[[nodiscard]] bool is_no_model(std::string_view id);

// The model that the text of a block names at `offset`, behind blanks, quotes and articles: the link there, an address
// of a hub, an id with an owner. Empty when nothing of that stands there.
[[nodiscard]] std::string model_at(const Block& block, std::size_t offset);

// The id that a link to a hub leads to; its owner alone for the hub's first models, which have none. Empty for others.
[[nodiscard]] std::string model_of_link(const Link& link);

}  // namespace auditor::evidence
