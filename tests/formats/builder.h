// Builds the bytes of weight files for tests.
#pragma once

#include "auditor/core/byte_source.h"
#include "auditor/formats/inspect.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace auditor::formats::test {

inline std::string number(std::uint64_t value, unsigned bytes, bool big_endian = false) {
  std::string out(bytes, '\0');
  for (unsigned i = 0; i < bytes; ++i) {
    const unsigned shift = 8 * (big_endian ? bytes - 1 - i : i);
    out[i] = shift < 64 ? static_cast<char>((value >> shift) & 0xFFU) : '\0';
  }
  return out;
}

inline Inspection look(std::string bytes, std::string_view name = "file.bin") {
  return inspect(name, MemorySource(std::move(bytes)));
}

inline bool says(const Inspection& inspection, std::string_view words) {
  for (const std::string& reason : inspection.reasons)
    if (reason.find(words) != std::string::npos) return true;
  return false;
}

// safetensors: header, then `data` zero bytes.
inline std::string safetensors(std::string_view header, std::size_t data = 0) {
  return number(header.size(), 8) + std::string(header) + std::string(data, '\0');
}

// A text of a binary format: length, then the bytes.
inline std::string sized(std::string_view text, unsigned bytes, bool big_endian = false) {
  return number(text.size(), bytes, big_endian) + std::string(text);
}

// Pickle pieces.
inline std::string global(std::string_view module, std::string_view name) {
  return "c" + std::string(module) + "\n" + std::string(name) + "\n";
}
inline std::string short_text(std::string_view text) { return "\x8c" + sized(text, 1); }

}  // namespace auditor::formats::test
