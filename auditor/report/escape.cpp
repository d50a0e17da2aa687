#include "auditor/report/escape.h"

#include "auditor/core/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <fmt/format.h>

namespace auditor::report {
namespace {

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0x80U) == 0; });
}

// Next code point of valid UTF-8; advances `at`.
char32_t next(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[i])); };
  const char32_t first = byte(at);
  const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  char32_t cp = length == 1 ? first : first & (0x7FU >> length);
  for (std::size_t i = 1; i < length && at + i < text.size(); ++i) cp = (cp << 6U) | (byte(at + i) & 0x3FU);
  at = std::min(at + length, text.size());
  return cp;
}

// The next byte from 0x7F on; the end when there is none. Eight bytes at a time.
std::size_t past_plain(std::string_view text, std::size_t at) {
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data() + at, 8);
    if (((((bytes & 0x7F7F7F7F7F7F7F7FU) + 0x0101010101010101U) | bytes) & 0x8080808080808080U) != 0) break;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x7F) ++at;
  return at;
}

// What a saved report would hold: the serialiser's own replacement of invalid bytes.
std::string as_saved(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  try {
    return Json::parse(dump_json(Json(text), -1)).get<std::string>();
  } catch (const Json::exception&) {
    return to_valid_utf8(text);
  }
}

std::string escape_each(std::string_view text, std::string_view special, std::string (*replacement)(char)) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (special.find(c) == std::string_view::npos) out += c;
    else out += replacement(c);
  }
  return out;
}

std::string html_entity(char c) {
  switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    default: return "&#39;";
  }
}

std::string percent(char c) { return fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c))); }

bool only_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_unreserved(char c) { return is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~'; }

std::string encoded(std::string_view text, std::string_view also_kept) {
  std::string out;
  for (const char c : as_saved(text)) {
    if (is_unreserved(c) || also_kept.find(c) != std::string_view::npos) out += c;
    else out += percent(c);
  }
  return out;
}

// Marks that change how text around them is shown: as in printable(), for text that is already valid UTF-8.
bool is_mark(char32_t cp) {
  return (cp >= 0x7F && cp < 0xA0) || cp == 0x061C || (cp >= 0x200B && cp <= 0x200F) ||
         (cp >= 0x2028 && cp <= 0x202E) || (cp >= 0x2060 && cp <= 0x206F) || cp == 0xFEFF ||
         (cp >= 0xE0000 && cp <= 0xE007F);
}

struct Range {
  char32_t first;
  char32_t last;
};

template <std::size_t N>
bool in(const std::array<Range, N>& ranges, char32_t cp) {
  return std::any_of(ranges.begin(), ranges.end(), [&](Range r) { return cp >= r.first && cp <= r.last; });
}

// Unicode 15 in the ranges that matter to a table: combining marks and joiners, East Asian wide, emoji.
constexpr std::array<Range, 9> zero_width = {{{0x0300, 0x036F},
                                              {0x0483, 0x0489},
                                              {0x0591, 0x05BD},
                                              {0x064B, 0x065F},
                                              {0x093A, 0x094D},
                                              {0x0E34, 0x0E3A},
                                              {0x1AB0, 0x1AFF},
                                              {0x20D0, 0x20FF},
                                              {0xFE00, 0xFE0F}}};
constexpr std::array<Range, 9> double_width = {{{0x1100, 0x115F},
                                                {0x2E80, 0x303E},
                                                {0x3041, 0xA4CF},
                                                {0xAC00, 0xD7A3},
                                                {0xF900, 0xFAFF},
                                                {0xFE30, 0xFE6F},
                                                {0xFF00, 0xFF60},
                                                {0x1F300, 0x1FAFF},
                                                {0x20000, 0x3FFFD}}};

}  // namespace

std::string clean(std::string_view text) {
  std::string line;  // one line: wrapped text is joined, other control characters are shown
  line.reserve(text.size());
  for (const char c : trim(text)) {
    if (c != '\n' && c != '\r' && c != '\t') line += c;
    else if (!line.empty() && line.back() != ' ') line += ' ';
  }
  return printable(as_saved(line));
}

std::string escape_html(std::string_view text) { return escape_each(clean(text), "&<>\"'", html_entity); }

std::string escape_markdown(std::string_view text) {
  const std::string safe = clean(text);
  std::string out;
  out.reserve(safe.size() + safe.size() / 8);
  for (std::size_t i = 0; i < safe.size(); ++i) {
    const char c = safe[i];
    if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (c == '&') out += "&amp;";
    else if (c == '@') out += "@<!-- -->";  // no mention, no mail link
    else if (c == '.' && i >= 3 && iequals(std::string_view(safe).substr(i - 3, 3), "www")) out += "\\.";  // no link
    else if (c == '.' && only_digits(std::string_view(safe).substr(0, i))) out += "\\.";                   // no list
    else if (c == '-' && i == 0) out += "\\-";
    else if (std::string_view("\\`*_{}[]()#+!|~$:=").find(c) != std::string_view::npos) out += '\\', out += c;
    else out += c;
  }
  return out;
}

std::string code_span(std::string_view text) {
  const std::string safe = clean(text);
  if (trim(safe).empty()) return "";
  // Inside backticks nothing can be escaped, so what could be taken for markup by a lesser reader goes between tags.
  if (safe.find_first_of("`<>[]@|&") != std::string::npos) return "<code>" + escape_markdown(safe) + "</code>";
  return "`" + safe + "`";
}

std::string escape_command(std::string_view text) { return escape_each(clean(text), "%\r\n", percent); }

std::string escape_command_property(std::string_view text) { return escape_each(clean(text), "%\r\n:,", percent); }

std::string uri_path(std::string_view path) {
  std::string out = encoded(path, "/");
  while (!out.empty() && out[0] == '/') out.erase(0, 1);
  return out;
}

std::string uri_value(std::string_view value) { return encoded(value, ""); }

std::string csv_field(std::string_view text) {
  const bool formula = !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
  std::string out = formula ? "'" : "";
  out += text;
  if (out.find_first_of("\",\r\n") == std::string::npos) return out;
  for (std::size_t at = 0; (at = out.find('"', at)) != std::string::npos; at += 2) out.insert(at, 1, '"');
  return '"' + out + '"';
}

bool is_web_url(std::string_view text) {
  const bool scheme = starts_with_i(text, "https://") || starts_with_i(text, "http://");
  constexpr std::string_view allowed = "-._~:/?#[]@!$&'()*+,;=%";
  return scheme && text.size() > 9 && text.size() < 2048 && is_alnum(text[text.find("//") + 2]) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return is_alnum(c) || allowed.find(c) != std::string_view::npos; }) &&
         text.find('[') == std::string_view::npos && text.find(']') == std::string_view::npos &&
         std::count(text.begin(), text.end(), '#') <= 1 && text.find('%') == std::string_view::npos;
}

std::string dump_safe(const Json& document, int indent) {
  std::string text = dump_json(document, indent);
  std::string out;         // what is written so far, once a mark has been found
  std::size_t copied = 0;  // bytes of `text` in it
  for (std::size_t i = past_plain(text, 0); i < text.size(); i = past_plain(text, i)) {
    const std::size_t from = i;
    const auto cp = static_cast<std::uint32_t>(next(text, i));
    if (!is_mark(cp)) continue;
    out.append(text, copied, from - copied);
    copied = i;
    if (cp < 0x10000) out += fmt::format("\\u{:04x}", cp);
    else
      out +=
          fmt::format("\\u{:04x}\\u{:04x}", 0xD800U + ((cp - 0x10000U) >> 10U), 0xDC00U + ((cp - 0x10000U) & 0x3FFU));
  }
  if (copied > 0) text = out.append(text, copied, text.size() - copied);
  text += '\n';
  return text;
}

std::size_t display_width(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t i = 0; i < text.size();) {
    const char32_t cp = next(text, i);
    if (!in(zero_width, cp)) columns += in(double_width, cp) ? 2 : 1;
  }
  return columns;
}

}  // namespace auditor::report
