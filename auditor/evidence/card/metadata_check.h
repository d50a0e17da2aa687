// Where the metadata block of a card is not as the hub reads it: keys it does not know and that are near to one it
// does, values it refuses, a block it does not find. Lists: rules/vocabulary/hub.yaml.
#pragma once

#include "auditor/evidence/card/card.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::evidence {

struct MetadataDeviation {
  int line = 0;
  std::string key;         // empty for the block itself
  std::string message;     // one sentence
  std::string suggestion;  // what was meant; empty when nobody can tell
  bool unread = false;     // the hub reads nothing of the block
  bool allowed = false;    // a key of one's own, which means nothing to the hub
};

// `text` is the whole document that `card` was read from.
[[nodiscard]] std::vector<MetadataDeviation> check_metadata(const Card& card, std::string_view text);

}  // namespace auditor::evidence
