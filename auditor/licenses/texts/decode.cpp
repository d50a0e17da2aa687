#include "auditor/licenses/texts/decode.h"

#include "auditor/licenses/texts/folding.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace auditor::licenses {

namespace {

std::uint8_t byte_at(std::string_view text, std::size_t at) { return static_cast<std::uint8_t>(text[at]); }

// Windows-1252 differs from Latin-1 in 0x80 to 0x9F: typographic quotes, dashes, the euro sign.
constexpr std::array<char16_t, 32> kWindows1252 = {0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                   0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
                                                   0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                   0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

// Length of the valid UTF-8 sequence at `at`, 0 when there is none.
std::size_t sequence_length(std::string_view text, std::size_t at) {
  const std::uint8_t lead = byte_at(text, at);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || at + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte_at(text, at + i) & 0xC0U) != 0x80) return 0;
  const std::uint8_t second = byte_at(text, at + 1);
  if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) || (lead == 0xF0 && second < 0x90) ||
      (lead == 0xF4 && second > 0x8F))
    return 0;
  return length;
}

std::string decode_utf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  std::size_t copied = 0;
  std::size_t at = 0;
  while (at < bytes.size()) {
    std::uint64_t eight = 0;
    if (at + 8 <= bytes.size()) {
      std::memcpy(&eight, bytes.data() + at, 8);
      if ((eight & 0x8080808080808080U) == 0) {
        at += 8;
        continue;
      }
    }
    if (const std::size_t length = sequence_length(bytes, at); length > 0) {
      at += length;
      continue;
    }
    out.append(bytes.substr(copied, at - copied));
    const std::uint8_t byte = byte_at(bytes, at);
    append_utf8(out, byte < 0xA0 ? kWindows1252[byte - 0x80U] : byte);
    copied = ++at;
  }
  out.append(bytes.substr(copied));
  return out;
}

std::string decode_utf16(std::string_view bytes, bool big_endian) {
  const auto unit = [&](std::size_t at) -> char32_t {
    const char32_t first = byte_at(bytes, at);
    const char32_t second = byte_at(bytes, at + 1);
    return big_endian ? first << 8U | second : second << 8U | first;
  };
  std::string out;
  out.reserve(bytes.size() / 2);
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    char32_t code = unit(at);
    if (code >= 0xD800 && code < 0xDC00 && at + 3 < bytes.size()) {
      const char32_t low = unit(at + 2);
      if (low >= 0xDC00 && low < 0xE000) {
        code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
        at += 2;
      }
    }
    append_utf8(out, code);
  }
  return out;
}

// UTF-16 without a mark: nearly every second byte of the beginning is zero.
int guess_utf16(std::string_view bytes) {
  const std::size_t size = std::min<std::size_t>(bytes.size(), 512) & ~std::size_t{1};
  if (size < 16) return 0;
  std::size_t even = 0;
  std::size_t odd = 0;
  for (std::size_t i = 0; i < size; i += 2) {
    even += bytes[i] == '\0' ? 1U : 0U;
    odd += bytes[i + 1] == '\0' ? 1U : 0U;
  }
  if (odd * 10 > size * 4 && even * 20 < size) return 1;
  if (even * 10 > size * 4 && odd * 20 < size) return 2;
  return 0;
}

std::string decode_utf32(std::string_view bytes, bool big_endian) {
  std::string out;
  out.reserve(bytes.size() / 4);
  for (std::size_t at = 0; at + 3 < bytes.size(); at += 4) {
    char32_t code = 0;
    for (std::size_t i = 0; i < 4; ++i) code = code << 8U | byte_at(bytes, at + (big_endian ? i : 3 - i));
    append_utf8(out, code);
  }
  return out;
}

std::string decode_encoding(std::string_view bytes) {
  constexpr std::string_view little("\xFF\xFE\0\0", 4);
  constexpr std::string_view big("\0\0\xFE\xFF", 4);
  if (bytes.starts_with("\xEF\xBB\xBF")) return decode_utf8(bytes.substr(3));
  if (bytes.starts_with(little)) return decode_utf32(bytes.substr(4), false);
  if (bytes.starts_with(big)) return decode_utf32(bytes.substr(4), true);
  if (bytes.starts_with("\xFF\xFE")) return decode_utf16(bytes.substr(2), false);
  if (bytes.starts_with("\xFE\xFF")) return decode_utf16(bytes.substr(2), true);
  if (const int guess = guess_utf16(bytes); guess != 0) return decode_utf16(bytes, guess == 2);
  return decode_utf8(bytes);
}

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

std::string from_base64(std::string_view encoded) {
  std::string bytes;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : encoded) {
    const int value = base64_value(c);
    if (value < 0) continue;
    bits = bits << 6U | static_cast<std::uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push_back(static_cast<char>(bits >> count & 0xFFU));
  }
  return bytes;
}

// "+AG4AbwB0-": letters in UTF-7; empty when they are none.
std::string utf7_letters(std::string_view encoded) {
  std::string bytes = from_base64(encoded);
  bytes.resize(bytes.size() & ~std::size_t{1});
  for (std::size_t at = 0; at < bytes.size(); at += 2)
    if (byte_at(bytes, at) > 0x05 || (byte_at(bytes, at) == 0 && byte_at(bytes, at + 1) < 0x20)) return {};
  return decode_utf16(bytes, true);
}

std::string decode_utf7(const std::string& text) {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = text.find('+'); at != std::string::npos; at = text.find('+', at + 1)) {
    std::size_t end = at + 1;
    while (end < text.size() && base64_value(text[end]) >= 0 && text[end] != '+') ++end;
    if (end - at < 4 || end == text.size() || text[end] != '-') continue;
    const std::string letters = utf7_letters(std::string_view(text).substr(at + 1, end - at - 1));
    if (letters.empty()) continue;
    out.append(text, copied, at - copied).append(letters);
    copied = end + 1;
    at = end;
  }
  return out.append(text, copied);
}

// Nearly all letters and blanks, and words among them.
bool reads_as_text(std::string_view bytes) {
  const auto plain = std::count_if(bytes.begin(), bytes.end(), [](char c) {
    return c == ' ' || c == '\n' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == ',';
  });
  return static_cast<std::size_t>(plain) * 10 >= bytes.size() * 9 && bytes.find(' ') != std::string_view::npos;
}

// Text that stands as base64 in lines of its own is read behind the rest, where no line number is another's.
void append_base64(std::string& text) {
  constexpr std::size_t shortest = 32;
  std::string hidden;
  std::string block;
  const auto end_block = [&] {
    if (block.size() >= shortest)
      if (const std::string decoded = from_base64(block); reads_as_text(decoded)) hidden += "\n\n" + decoded + "\n";
    block.clear();
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = std::string_view(text).substr(at, end - at);
    while (!line.empty() && (line.back() == '=' || line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
    const bool encoded =
        line.size() >= 8 && std::all_of(line.begin(), line.end(), [](char c) { return base64_value(c) >= 0; });
    if (encoded) block += line;
    else end_block();
    at = end + 1;
  }
  end_block();
  text += hidden;
}

std::string decode_hidden(std::string text) {
  if (text.find('+') != std::string::npos) text = decode_utf7(text);
  append_base64(text);
  return text;
}

}  // namespace

void append_utf8(std::string& out, char32_t code) {
  if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) code = 0xFFFD;
  const auto put = [&out](char32_t value) { out.push_back(static_cast<char>(value)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0U | code >> 6U);
    put(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    put(0xE0U | code >> 12U);
    put(0x80U | (code >> 6U & 0x3FU));
    put(0x80U | (code & 0x3FU));
  } else {
    put(0xF0U | code >> 18U);
    put(0x80U | (code >> 12U & 0x3FU));
    put(0x80U | (code >> 6U & 0x3FU));
    put(0x80U | (code & 0x3FU));
  }
}

char32_t next_code_point(std::string_view text, std::size_t& at) {
  const std::size_t length = sequence_length(text, at);
  if (length <= 1) {
    const char32_t code = length == 1 ? byte_at(text, at) : 0xFFFD;
    ++at;
    return code;
  }
  char32_t code = byte_at(text, at) & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) code = code << 6U | (byte_at(text, at + i) & 0x3FU);
  at += length;
  return code;
}

std::string decode_text(std::string_view bytes) {
  std::string text = decode_hidden(decode_encoding(bytes));
  return fold_lookalikes(std::move(text));
}

}  // namespace auditor::licenses
