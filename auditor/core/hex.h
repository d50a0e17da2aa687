// Hexadecimal digits read back.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace auditor {

// -1 for what is no digit.
constexpr int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// "47475546" -> "GGUF". nullopt when something in it is no digit; an odd last one is left out.
[[nodiscard]] inline std::optional<std::string> bytes_of_hex(std::string_view digits) {
  std::string out;
  out.reserve(digits.size() / 2);
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    const int high = hex_value(digits[i]);
    const int low = hex_value(digits[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out.push_back(static_cast<char>(high * 16 + low));
  }
  return out;
}

}  // namespace auditor
