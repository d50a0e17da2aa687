// Embedded MessagePack read in place: no tree is made, texts are views into the program. For vocabularies, which are
// walked once and turned into tables. Written by the build, trusted, keys sorted (auditor/core/resources.h).
#pragma once

#include "auditor/core/json.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace auditor {

class Packed {
 public:
  Packed() = default;  // nothing: no text, no items
  // The value that begins at the first of `bytes`.
  explicit Packed(std::span<const std::byte> bytes) : bytes_(bytes) {}
  // A YAML or JSON resource; asserts that it exists.
  [[nodiscard]] static Packed of_resource(std::string_view name);

  [[nodiscard]] explicit operator bool() const { return !bytes_.empty(); }
  // Empty for anything that is no text.
  [[nodiscard]] std::string_view text() const;
  // The value of a map at `key`; nothing when there is none.
  [[nodiscard]] Packed at(std::string_view key) const;
  // Pairs of a map, values of a list; none for anything else.
  [[nodiscard]] std::vector<std::pair<std::string_view, Packed>> items() const;
  [[nodiscard]] std::vector<Packed> list() const;
  // Those values of a list that are texts.
  [[nodiscard]] std::vector<std::string_view> texts() const;
  [[nodiscard]] std::vector<std::string> strings() const;
  [[nodiscard]] Json json() const;

 private:
  std::span<const std::byte> bytes_;
};

}  // namespace auditor
