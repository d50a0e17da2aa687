// One entry of a log of signatures (Rekor): that the log has it, when, and that it is of this signature.
#pragma once

#include "auditor/core/check.h"
#include "auditor/signature/bundle.h"
#include "auditor/signature/trusted_root.h"

#include <optional>
#include <string_view>
#include <vector>

namespace auditor::signature {

// RFC 6962, 2.1.1: whether a leaf is in the tree with this root.
[[nodiscard]] bool is_included(std::string_view leaf, const InclusionProof& proof);

// Adds what holds and what does not. The time of the entry, where the log has signed it; nullopt when it has not.
[[nodiscard]] std::optional<std::int64_t> check_log_entry(const LogEntry& entry, const Bundle& bundle,
                                                          const Certificate& leaf, const TrustedRoot& root,
                                                          Checks& checks);

}  // namespace auditor::signature
