// A MessagePack map read in place: keys are indexed, values decoded only when asked for. Catalogues hold a thousand
// records of which a run needs a handful.
#pragma once

#include "auditor/core/json.h"

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace auditor::licenses {

class PackedMap {
 public:
  struct Entry {
    std::string_view key;
    std::span<const std::byte> value;

    [[nodiscard]] Json json() const;
    // The value when it is text, else empty.
    [[nodiscard]] std::string_view text() const;
  };

  PackedMap() = default;
  // `bytes` is one map, as embedded by the build: malformed bytes are a broken build and give an empty map.
  explicit PackedMap(std::span<const std::byte> bytes);
  // The map at `key` of an embedded resource.
  [[nodiscard]] static PackedMap of_resource(std::string_view resource, std::string_view key);

  [[nodiscard]] const Entry* find(std::string_view key) const;
  // ASCII case ignored; an exact key wins.
  [[nodiscard]] const Entry* find_any_case(std::string_view key) const;
  // Sorted by key.
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
};

}  // namespace auditor::licenses
