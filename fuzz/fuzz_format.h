// What every fuzz target of a weight format does: inspect the bytes as a file of that name, and hold the result
// against what must always be true.
#pragma once

#include "auditor/core/byte_source.h"
#include "auditor/formats/inspect.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace auditor::formats {

inline int fuzz(const std::uint8_t* data, std::size_t size, std::string_view name, std::string_view prefix = {}) {
  std::string bytes(prefix);
  bytes.append(reinterpret_cast<const char*>(data), size);
  const Inspection first = inspect(name, MemorySource(bytes));
  // What is not safe says why.
  if (first.verdict != Verdict::safe && first.reasons.empty()) std::abort();
  return 0;
}

}  // namespace auditor::formats
