// Absence needs complete reading: where documents or parts of the tree could not be read (a limit, a missing or corrupt
// object), what was not found is unknown, not absent.
#pragma once

#include "auditor/core/json.h"
#include "auditor/evidence/conclusion/collect.h"
#include "auditor/evidence/repository/repository.h"

namespace auditor::facts {

struct Unread {
  bool documents = false;  // a card, licence or configuration that speaks of the models
  bool files = false;      // any other file
  bool tree = false;       // entries below a folder, or beyond the limit
  bool weights = false;    // weights whose object is not here; a pointer says what it stands for
};

[[nodiscard]] Unread unread_of(const evidence::Repository& repository, const evidence::ModelEvidence& models);

// Whether what was not read could restrict the weights.
[[nodiscard]] bool may_restrict(const Unread& unread);

// Turns "absent" and its kin into "unknown" where what is unread could have shown it, and "open" terms of weights where
// it could restrict them. Says in `unread` what was not read.
void mark_unknown(const Unread& unread, Json& facts);

}  // namespace auditor::facts
