// MessagePack as the build writes it (cmake/EmbedData.cmake): embedded, trusted, decoded at start-up on the hot path.
#pragma once

#include "auditor/core/json.h"

#include <cstddef>
#include <span>
#include <string_view>

namespace auditor {

// Asserts on bytes the build did not write. Values under the key `skip` are left out at any depth; empty: none.
[[nodiscard]] Json decode_msgpack(std::span<const std::byte> bytes, std::string_view skip = {});

}  // namespace auditor
