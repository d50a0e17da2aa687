#include "auditor/evidence/prose.h"

#include "auditor/core/resources.h"
#include "auditor/core/text.h"
#include "auditor/evidence/vocabulary.h"

#include <array>
#include <string>

namespace auditor::evidence {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }

// [start, end) of the number at or after `from`: digits with , . and one letter multiplier (7b, 40k).
TextSpan next_number(std::string_view text, std::size_t from) {
  std::size_t start = from;
  while (start < text.size() && (!digit(text[start]) || (start > 0 && is_alnum(text[start - 1])))) ++start;
  if (start >= text.size()) return {};
  std::size_t end = start;
  while (end < text.size() && (digit(text[end]) || ((text[end] == ',' || text[end] == '.') && end + 1 < text.size() &&
                                                    digit(text[end + 1]))))
    ++end;
  return {start, end - start};
}

const std::vector<std::string>& size_units() {
  static const std::vector<std::string> units = string_list(resource_json("rules/vocabulary/data.yaml"), "size_units");
  return units;
}

// The text after a number, its multiplier ("k", "m", "b", "t", "million", "+") and one or two adjectives skipped.
bool unit_follows(std::string_view rest, const std::vector<std::string>& units) {
  std::size_t at = 0;
  if (at < rest.size() && std::string_view("kmbt+").find(rest[at]) != std::string_view::npos &&
      (at + 1 == rest.size() || !is_alnum(rest[at + 1])))
    ++at;
  for (int word = 0; word < 4; ++word) {
    while (at < rest.size() && (rest[at] == ' ' || rest[at] == '-' || rest[at] == '+' || rest[at] == '\n')) ++at;
    for (const std::string& unit : units) {
      if (!rest.substr(at).starts_with(unit)) continue;
      const std::size_t end = at + unit.size();
      if (end == rest.size() || !is_alnum(rest[end]) || !is_alnum(unit.front())) return true;
    }
    const std::size_t before = at;
    while (at < rest.size() && is_alnum(rest[at])) ++at;
    if (at == before) return false;
  }
  return false;
}

TextSpan find_year(std::string_view lower) {
  for (TextSpan n = next_number(lower, 0); n; n = next_number(lower, n.start + n.length)) {
    const std::string_view digits = lower.substr(n.start, n.length);
    if (digits.size() == 4 && (digits.starts_with("19") || digits.starts_with("20")) && digits >= "1950" &&
        digits < "2050" && digits.find_first_of(".,") == std::string_view::npos)
      return n;
  }
  return {};
}

TextSpan find_month_year(std::string_view lower) {
  static constexpr std::array<std::string_view, 12> months = {"january",   "february", "march",    "april",
                                                              "may",       "june",     "july",     "august",
                                                              "september", "october",  "november", "december"};
  const TextSpan year = find_year(lower);
  if (!year) return {};
  for (const std::string_view month : months) {
    const std::size_t at = find_phrase(lower, month);
    if (at != std::string_view::npos && at < year.start + 40 && year.start < at + 40)
      return {at, year.start + year.length > at ? year.start + year.length - at : month.size()};
  }
  const std::size_t end = year.start + year.length;
  if (end + 3 <= lower.size() && (lower[end] == '-' || lower[end] == '/') && digit(lower[end + 1]))
    return {year.start, 7};
  return {};
}

TextSpan find_parameters(std::string_view lower) {
  static const std::vector<std::string> units = {"parameters", "parameter", "params"};
  static const std::vector<std::string> scales = {"billion", "million", "trillion"};
  for (TextSpan n = next_number(lower, 0); n; n = next_number(lower, n.start + n.length)) {
    const std::string_view rest = lower.substr(n.start + n.length);
    if (unit_follows(rest, units))
      return {n.start, n.length + std::min<std::size_t>(rest.size(), rest.find("param") + 9)};
    const bool letter = !rest.empty() && (rest[0] == 'b' || rest[0] == 'm') && (rest.size() == 1 || !is_alnum(rest[1]));
    if (letter && n.length <= 6) return {n.start, n.length + 1};
  }
  return {};
}

TextSpan find_email(std::string_view lower) {
  for (std::size_t at = lower.find('@'); at != std::string_view::npos; at = lower.find('@', at + 1)) {
    std::size_t start = at;
    while (start > 0 &&
           (is_alnum(lower[start - 1]) || std::string_view("._+-").find(lower[start - 1]) != std::string_view::npos))
      --start;
    std::size_t end = at + 1;
    while (end < lower.size() && (is_alnum(lower[end]) || lower[end] == '.' || lower[end] == '-')) ++end;
    const std::string_view host = lower.substr(at + 1, end - at - 1);
    if (start < at && host.find('.') != std::string_view::npos && host.find('.') + 2 < host.size())
      return {start, end - start};
  }
  return {};
}

}  // namespace

TextSpan find_size(std::string_view lower) {
  for (TextSpan n = next_number(lower, 0); n; n = next_number(lower, n.start + n.length))
    if (unit_follows(lower.substr(n.start + n.length), size_units())) return n;
  return {};
}

TextSpan find_special(std::string_view lower, std::string_view phrase) {
  if (phrase == "@size") return find_size(lower);
  if (phrase == "@year") return find_year(lower);
  if (phrase == "@month-year") return find_month_year(lower);
  if (phrase == "@parameters") return find_parameters(lower);
  if (phrase == "@email") return find_email(lower);
  const std::size_t at = find_phrase(lower, phrase);
  return at == std::string_view::npos ? TextSpan{} : TextSpan{at, phrase.size()};
}

}  // namespace auditor::evidence
