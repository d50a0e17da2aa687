#include "auditor/formats/pickle_text.h"

#include "auditor/core/hex.h"
#include "auditor/core/text.h"

#include <cstdint>
#include <optional>

namespace auditor::formats {
namespace {

void append_utf8(std::string& out, std::uint32_t point) {
  const auto put = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0U | (point >> 6U));
    put(0x80U | (point & 0x3FU));
  } else if (point < 0x10000) {
    put(0xE0U | (point >> 12U));
    put(0x80U | ((point >> 6U) & 0x3FU));
    put(0x80U | (point & 0x3FU));
  } else {
    put(0xF0U | ((point >> 18U) & 0x07U));
    put(0x80U | ((point >> 12U) & 0x3FU));
    put(0x80U | ((point >> 6U) & 0x3FU));
    put(0x80U | (point & 0x3FU));
  }
}

// `digits` hexadecimal digits at `at`, or nothing.
std::optional<std::uint32_t> hex_at(std::string_view text, std::size_t at, std::size_t digits) {
  if (at + digits > text.size()) return std::nullopt;
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    const int digit = hex_value(text[at + i]);
    if (digit < 0) return std::nullopt;
    value = (value << 4U) | static_cast<std::uint32_t>(digit);
  }
  return value;
}

char simple_escape(char c) {
  switch (c) {
    case 'n': return '\n';
    case 't': return '\t';
    case 'r': return '\r';
    case 'a': return '\a';
    case 'b': return '\b';
    case 'f': return '\f';
    case 'v': return '\v';
    default: return c;  // \\, \' and \" stand for themselves
  }
}

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  if (c == '/' || c == '_') return 63;
  return -1;
}

std::string decode_base64(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  unsigned have = 0;
  for (const char c : text) {
    if (c == '\n' || c == '\r' || c == '=') continue;
    const int value = base64_value(c);
    if (value < 0) return {};
    bits = (bits << 6U) | static_cast<std::uint32_t>(value);
    have += 6;
    if (have >= 8) {
      have -= 8;
      out.push_back(static_cast<char>((bits >> have) & 0xFFU));
    }
  }
  return out;
}

// UTF-8 whose code points are bytes: how protocol 2 stores bytes for _codecs.encode(…, "latin1").
std::string decode_latin1(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x80) {
      out.push_back(text[i]);
    } else if ((c == 0xC2 || c == 0xC3) && i + 1 < text.size()) {
      out.push_back(static_cast<char>(((c & 0x03U) << 6U) | (static_cast<unsigned char>(text[++i]) & 0x3FU)));
    } else {
      return {};
    }
  }
  return out;
}

bool is_proto(char first, char second) { return first == '\x80' && second >= 0 && second <= 5; }
bool begins_base64(std::string_view s) {
  return s.size() > 3 && s[0] == 'g' && s[1] == 'A' && s[2] >= 'A' && s[2] <= 'X';
}
bool begins_hex(std::string_view s) {
  return s.size() > 3 && s[0] == '8' && s[1] == '0' && s[2] == '0' && s[3] >= '0' && s[3] <= '5';
}
bool begins_latin1(std::string_view s) { return s.size() > 3 && s[0] == '\xC2' && is_proto(s[1], s[2]); }
bool begins_protocol0(std::string_view s) { return s.size() > 3 && (s[0] == 'c' || s[0] == '('); }

}  // namespace

std::string unescape_unicode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t digits = i + 1 >= text.size() || text[i] != '\\' ? 0
                               : text[i + 1] == 'u'                    ? 4
                               : text[i + 1] == 'U'                    ? 8
                                                                       : 0;
    const auto point = digits > 0 ? hex_at(text, i + 2, digits) : std::nullopt;
    if (!point) {
      // Other bytes are Latin-1.
      append_utf8(out, static_cast<unsigned char>(text[i]));
      continue;
    }
    append_utf8(out, *point);
    i += 1 + digits;
  }
  return out;
}

std::string unescape_string(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r' || text.back() == '\t')) text.remove_suffix(1);
  if (text.size() >= 2 && (text.front() == '\'' || text.front() == '"') && text.back() == text.front())
    text = text.substr(1, text.size() - 2);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 >= text.size()) {
      out.push_back(text[i]);
      continue;
    }
    const char c = text[++i];
    if (const auto byte = c == 'x' ? hex_at(text, i + 1, 2) : std::nullopt) {
      out.push_back(static_cast<char>(*byte));
      i += 2;
    } else if (c >= '0' && c <= '7') {
      unsigned value = 0;
      std::size_t used = 0;
      for (; used < 3 && i + used < text.size() && text[i + used] >= '0' && text[i + used] <= '7'; ++used)
        value = value * 8 + static_cast<unsigned>(text[i + used] - '0');
      out.push_back(static_cast<char>(value & 0xFFU));
      i += used - 1;
    } else {
      out.push_back(simple_escape(c));
    }
  }
  return out;
}

std::uint64_t decimal(std::string_view digits) {
  std::uint64_t value = 0;
  for (const char c : trim(digits)) {
    if (c < '0' || c > '9') break;
    value = value > (std::uint64_t{1} << 60U) ? value : value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

bool may_hold_pickle(std::string_view first) {
  if (first.size() < 4) return false;
  // A quoted literal may hold its bytes as escapes: \x80, \200.
  if (first[0] == '\'' || first[0] == '"') return first[1] == '\\' || may_hold_pickle(first.substr(1));
  return is_proto(first[0], first[1]) || begins_base64(first) || begins_hex(first) || begins_latin1(first) ||
         begins_protocol0(first) || (first[0] == '\\' && first[1] == 'u');
}

std::string held_pickle(std::string_view text) {
  if (text.size() < 4) return {};
  if (is_proto(text[0], text[1])) return std::string(text);
  if (begins_latin1(text)) return decode_latin1(text);
  if (begins_base64(text)) return decode_base64(text);
  if (begins_hex(text)) return bytes_of_hex(text).value_or(std::string());
  if (begins_protocol0(text) && text.back() == '.' && text.find('\n') != std::string_view::npos)
    return std::string(text);
  return {};
}

}  // namespace auditor::formats
