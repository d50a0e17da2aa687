// The `source` part of the facts document.
#pragma once

#include "auditor/core/json.h"
#include "auditor/source/snapshot.h"

#include <cstdint>
#include <string>

namespace auditor::facts {

// "2026-01-01T00:00:00Z" of seconds since the epoch.
[[nodiscard]] std::string iso_time(std::int64_t seconds);

[[nodiscard]] Json to_json(const source::SourceInfo& info, std::size_t entries);

}  // namespace auditor::facts
