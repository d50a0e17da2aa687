// Texts inside pickles: the escapes of protocol 0, and strings that hold another pickle, plain or encoded.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace auditor::formats {

// The argument of UNICODE: raw-unicode-escape (\uXXXX, \UXXXXXXXX) to UTF-8.
[[nodiscard]] std::string unescape_unicode(std::string_view text);
// The argument of STRING: a quoted Python literal, quotes removed and escapes resolved.
[[nodiscard]] std::string unescape_string(std::string_view text);

// The leading decimal digits of an argument line; saturates.
[[nodiscard]] std::uint64_t decimal(std::string_view line);

// Whether a string that begins so may hold a pickle. Cheap: asked for every string.
[[nodiscard]] bool may_hold_pickle(std::string_view first);
// The pickle in a string that may hold one: as it is, as Latin-1 text, in Base64 or in hexadecimal digits; empty when
// it does not hold one.
[[nodiscard]] std::string held_pickle(std::string_view text);

}  // namespace auditor::formats
