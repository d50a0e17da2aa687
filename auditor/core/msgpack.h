// MessagePack as the build writes it (cmake/EmbedData.cmake): embedded, trusted, decoded at start-up on the hot path.
#pragma once

#include "auditor/core/json.h"

#include <cstddef>
#include <span>

namespace auditor {

// Asserts on bytes the build did not write.
[[nodiscard]] Json decode_msgpack(std::span<const std::byte> bytes);

}  // namespace auditor
