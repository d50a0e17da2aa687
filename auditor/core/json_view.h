// Reading a document that may lack any key, or hold another type at it. Views point into it: it must outlive them.
#pragma once

#include "auditor/core/json.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace auditor {

// Never throws: a missing key or another type gives the fallback (null, empty).
[[nodiscard]] const Json& member(const Json& object, std::string_view key);
[[nodiscard]] std::string_view text(const Json& object, std::string_view key);
[[nodiscard]] std::string_view as_text(const Json& value);
[[nodiscard]] std::int64_t number(const Json& object, std::string_view key, std::int64_t fallback = 0);
[[nodiscard]] bool flag(const Json& object, std::string_view key);
// The elements of an array that are objects.
[[nodiscard]] std::vector<const Json*> objects(const Json& array);

}  // namespace auditor
