#include "auditor/licenses/texts/markup.h"

#include "auditor/core/hex.h"
#include "auditor/core/text.h"

#include <algorithm>
#include <array>

namespace auditor::licenses {

namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

constexpr std::array<std::string_view, 78> kTags = {
    "a",      "abbr",    "article", "aside",  "b",       "big",   "blockquote", "body",   "br",     "button",
    "center", "cite",    "code",    "col",    "dd",      "del",   "details",    "dfn",    "dialog", "div",
    "dl",     "dt",      "em",      "font",   "footer",  "form",  "h1",         "h2",     "h3",     "h4",
    "h5",     "h6",      "head",    "header", "hr",      "html",  "i",          "img",    "input",  "ins",
    "kbd",    "label",   "li",      "link",   "main",    "meta",  "nav",        "ol",     "p",      "path",
    "pre",    "q",       "s",       "script", "section", "small", "span",       "strike", "strong", "style",
    "sub",    "summary", "sup",     "svg",    "table",   "tbody", "td",         "tfoot",  "th",     "thead",
    "time",   "title",   "tr",      "tt",     "u",       "ul",    "var",        "wbr"};

constexpr std::size_t kLongestTag = 2000;

bool is_tag(std::string_view name) {
  if (name.size() > 10) return false;
  std::array<char, 10> low{};
  std::transform(name.begin(), name.end(), low.begin(), lower);
  return std::binary_search(kTags.begin(), kTags.end(), std::string_view(low.data(), name.size()));
}

// Offset behind "</name>", or npos.
std::size_t find_end_tag(std::string_view text, std::size_t from, std::string_view name) {
  for (std::size_t at = text.find("</", from); at != std::string_view::npos; at = text.find("</", at + 2))
    if (starts_with_i(text.substr(at + 2), name)) return at;
  return std::string_view::npos;
}

}  // namespace

Markup read_tag(std::string_view text, std::size_t at, bool& no_script_end) {
  std::size_t p = at + 1;
  if (p < text.size() && text[p] == '/') ++p;
  const std::size_t name_start = p;
  while (p < text.size() && p - name_start < 11 && (is_letter(text[p]) || is_digit(text[p]))) ++p;
  const std::string_view name = text.substr(name_start, p - name_start);
  if (name.empty() || !is_tag(name)) return {};
  if (p < text.size() && text[p] != '>' && text[p] != '/' && text[p] != ' ' && text[p] != '\n' && text[p] != '\t' &&
      text[p] != '\r')
    return {};
  const std::string_view window = text.substr(p, kLongestTag);
  const std::size_t close = window.find_first_of("<>");
  if (close == std::string_view::npos || window[close] == '<') return {};
  std::size_t end = p + close + 1;
  const bool opens = text[at + 1] != '/';
  if (opens && !no_script_end && (iequals(name, "script") || iequals(name, "style"))) {
    const std::size_t found = find_end_tag(text, end, name);
    if (found == std::string_view::npos) no_script_end = true;
    else end = found;
  }
  return {end - at, '\0'};
}

Markup read_entity(std::string_view text, std::size_t at, char32_t& code) {
  code = 0;
  const std::string_view window = text.substr(at, 12);
  const std::size_t end = window.find(';');
  if (end == std::string_view::npos || end < 2) return {};
  const std::string_view name = window.substr(1, end - 1);
  if (name[0] == '#') {
    const bool hex = name.size() > 1 && lower(name[1]) == 'x';
    char32_t value = 0;
    for (const char c : name.substr(hex ? 2 : 1)) {
      const int digit = hex_value(c);
      if (digit < 0 || (!hex && digit > 9)) return {};
      value = value * (hex ? 16 : 10) + static_cast<char32_t>(digit);
    }
    code = value == 0 ? U' ' : value;
    return {end + 1, '\0'};
  }
  if (!std::all_of(name.begin(), name.end(), [](char c) { return is_letter(c) || is_digit(c); })) return {};
  // "eacute", "Ouml": a letter and the name of its accent. Every other name stands for a sign.
  constexpr std::array<std::string_view, 8> accents = {"acute", "grave", "circ", "uml",
                                                       "tilde", "cedil", "ring", "caron"};
  const bool accented = std::find(accents.begin(), accents.end(), name.substr(1)) != accents.end();
  return {end + 1, accented ? lower(name[0]) : '\0'};
}

Markup read_escape(std::string_view text, std::size_t at, bool rtf) {
  const char next = at + 1 < text.size() ? text[at + 1] : '\0';
  const auto hex_digits = [&](std::size_t from, std::size_t count) {
    return from + count <= text.size() && std::all_of(text.begin() + static_cast<std::ptrdiff_t>(from),
                                                      text.begin() + static_cast<std::ptrdiff_t>(from + count),
                                                      [](char c) { return hex_value(c) >= 0; });
  };
  if (rtf) {
    if (next == '\'' && hex_digits(at + 2, 2)) return {4, '\0'};
    std::size_t p = at + 1;
    while (p < text.size() && is_letter(text[p])) ++p;
    if (p == at + 1) return {1, '\0'};
    if (p < text.size() && text[p] == '-') ++p;
    while (p < text.size() && is_digit(text[p])) ++p;
    return {p - at, '\0'};
  }
  if (next == 'u' && hex_digits(at + 2, 4)) return {6, '\0'};
  if (next == 'n' || next == 'r' || next == 't') return {2, '\0'};
  return {};
}

}  // namespace auditor::licenses
