// The bounds of a source by name, as `--limit NAME=VALUE` and their explanation know them.
#pragma once

#include "auditor/source/snapshot.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace auditor::source {

struct NamedLimit {
  std::string_view name;
  std::string_view what;  // one sentence
  bool bytes;
  std::uint64_t (*get)(const Limits& limits);
  void (*set)(Limits& limits, std::uint64_t value);

  // "8.0 MiB", "300000".
  [[nodiscard]] std::string default_text() const;
};

[[nodiscard]] std::span<const NamedLimit> named_limits();

}  // namespace auditor::source
