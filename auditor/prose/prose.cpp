#include "auditor/prose/prose.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace auditor::evidence {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }

// Inside a word or behind the point of a number that began in one: the "5" of "wren1.5b" is no five.
bool is_inside_word(std::string_view text, std::size_t at) {
  if (at == 0) return false;
  return is_alnum(text[at - 1]) || (at > 1 && text[at - 1] == '.' && digit(text[at - 2]));
}

// [start, end) of the number at or after `from`: digits with , . and one letter multiplier (7b, 40k).
TextSpan next_number(std::string_view text, std::size_t from) {
  std::size_t start = from;
  while (start < text.size() && (!digit(text[start]) || is_inside_word(text, start))) ++start;
  if (start >= text.size()) return {};
  std::size_t end = start;
  while (end < text.size() && (digit(text[end]) || ((text[end] == ',' || text[end] == '.') && end + 1 < text.size() &&
                                                    digit(text[end + 1]))))
    ++end;
  return {start, end - start};
}

const std::vector<std::string>& size_units() {
  static const std::vector<std::string> units =
      string_list(Packed::of_resource("rules/vocabulary/data.yaml"), "size_units");
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

// "2024-06", not "2024-26".
bool is_month(std::string_view rest) {
  if (!digit(rest[0])) return false;
  if (rest.size() < 2 || !digit(rest[1])) return rest[0] != '0';
  const int month = (rest[0] - '0') * 10 + (rest[1] - '0');
  return month >= 1 && month <= 12 && (rest.size() == 2 || !digit(rest[2]));
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
  if (end + 3 <= lower.size() && (lower[end] == '-' || lower[end] == '/') && is_month(lower.substr(end + 1)))
    return {year.start, 7};
  return {};
}

// "16.1M abstracts", "3.5M new crystals", "5M openly shared bird and insect papers": many of something are counted,
// however long its name is, unless it is the model itself.
bool counts_things(std::string_view rest) {
  static constexpr std::array<std::string_view, 34> ends = {
      "model",    "models",   "param",     "params", "parameter",   "parameters",   "version",
      "versions", "variant",  "variants",  "sizes",  "checkpoints", "weights",      "encoders",
      "decoders", "networks", "backbones", "layers", "experts",     "transformers", "series",
      "for",      "with",     "of",        "in",     "on",          "is",           "that",
      "to",       "from",     "by",        "or",     "has",         "was"};
  constexpr int longest = 10;  // words
  for (int i = 0; i < longest; ++i) {
    std::size_t end = 0;
    while (end < rest.size() && ((rest[end] >= 'a' && rest[end] <= 'z') || (end > 0 && rest[end] == '-'))) ++end;
    const std::string_view word = rest.substr(0, end);
    if (word.empty() || std::find(ends.begin(), ends.end(), word) != ends.end()) return false;
    const bool plural = word.size() >= 5 && word.ends_with("s") && !word.ends_with("ss") && !word.ends_with("us") &&
                        !word.ends_with("is");
    if (plural || word == "subset" || word == "data") return true;
    if (end == rest.size() || rest[end] != ' ') return false;
    rest.remove_prefix(end + 1);
  }
  return false;
}

// "LAION-5B" is a name and "1.28M images" are no parameters.
bool tells_size(std::string_view lower, const TextSpan& number) {
  if (number.start > 0 && (lower[number.start - 1] == '-' || lower[number.start - 1] == '_') && number.start > 1 &&
      is_alnum(lower[number.start - 2]))
    return false;
  std::string_view rest = lower.substr(number.start + number.length + 1);
  static constexpr std::array<std::string_view, 30> things = {
      "image", "token", "hour",    "sample",  "example",  "pair",  "row",    "sentence", "document", "word",
      "video", "clip",  "utteran", "questio", "convers",  "page",  "record", "read",     "user",     "download",
      "text",  "frame", "molecul", "sequenc", "structur", "point", "label",  "caption",  "step",     "iterat"};
  if (rest.starts_with("+")) rest.remove_prefix(1);
  if (rest.empty() || (rest[0] != ' ' && rest[0] != '-')) return true;
  rest.remove_prefix(1);
  if (counts_things(rest)) return false;
  return std::none_of(things.begin(), things.end(), [&](std::string_view thing) { return rest.starts_with(thing); });
}

TextSpan find_parameters(std::string_view lower) {
  static const std::vector<std::string> units = {"parameters", "parameter", "params"};
  static const std::vector<std::string> scales = {"billion", "million", "trillion"};
  for (TextSpan n = next_number(lower, 0); n; n = next_number(lower, n.start + n.length)) {
    const std::string_view rest = lower.substr(n.start + n.length);
    if (unit_follows(rest, units))
      return {n.start, n.length + std::min<std::size_t>(rest.size(), rest.find("param") + 9)};
    const bool letter = !rest.empty() && (rest[0] == 'b' || rest[0] == 'm') && (rest.size() == 1 || !is_alnum(rest[1]));
    if (letter && n.length <= 6 && tells_size(lower, n)) return {n.start, n.length + 1};
  }
  return {};
}

// A count of operations is written with a power of ten: "e24", "×10^24", "x 10²⁴".
struct Power {
  int exponent = 0;
  std::size_t length = 0;  // bytes after the number
};

std::size_t skip_spaces(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\n')) ++at;
  return at;
}

bool take(std::string_view text, std::size_t& at, std::string_view word) {
  if (!text.substr(at).starts_with(word)) return false;
  at += word.size();
  return true;
}

// One or two digits, plain, in braces or raised; 0 when there are none.
int exponent_at(std::string_view text, std::size_t& at) {
  static constexpr std::array<std::string_view, 10> raised = {"\u2070", "\u00b9", "\u00b2", "\u00b3", "\u2074",
                                                              "\u2075", "\u2076", "\u2077", "\u2078", "\u2079"};
  int exponent = 0;
  for (int places = 0; places < 2; ++places) {
    if (at < text.size() && digit(text[at])) {
      exponent = exponent * 10 + (text[at++] - '0');
      continue;
    }
    const auto found =
        std::find_if(raised.begin(), raised.end(), [&](auto d) { return text.substr(at).starts_with(d); });
    if (found == raised.end()) break;
    exponent = exponent * 10 + static_cast<int>(found - raised.begin());
    at += found->size();
  }
  return exponent;
}

Power power_after(std::string_view text) {
  std::size_t at = 0;
  if (take(text, at, "e")) {
    take(text, at, "+");
    return {exponent_at(text, at), at};
  }
  at = skip_spaces(text, at);
  const bool times =
      take(text, at, "x") || take(text, at, "\u00d7") || take(text, at, "*") || take(text, at, "\\times");
  at = skip_spaces(text, at);
  if (!times || !take(text, at, "10")) return {};
  take(text, at, "^");
  take(text, at, "{");
  const int exponent = exponent_at(text, at);
  take(text, at, "}");
  return {exponent, at};
}

// "10^24" itself: the number is 10.
Power own_power(std::string_view digits, std::string_view rest) {
  std::size_t at = 0;
  if (digits != "10" || rest.empty()) return {};
  const bool caret = take(rest, at, "^");
  if (!caret && digit(rest[0])) return {};
  take(rest, at, "{");
  const int exponent = exponent_at(rest, at);
  take(rest, at, "}");
  return {exponent, at};
}

// The length of "flops", "flop", "floating point operations" at the beginning, unless it is a rate.
std::size_t operations_unit(std::string_view rest) {
  std::size_t at = skip_spaces(rest, 0);
  take(rest, at, "$");
  at = skip_spaces(rest, at);
  for (const std::string_view before : {"training ", "total ", "bf16 ", "fp16 "}) take(rest, at, before);
  if (!take(rest, at, "floating point operations") && !take(rest, at, "floating-point operations") &&
      !take(rest, at, "flops") && !take(rest, at, "flop"))
    return 0;
  const std::string_view after = rest.substr(at);
  const bool rate = after.starts_with("/s") || after.starts_with(" per second") || after.starts_with(" / s") ||
                    after.starts_with(" per token") || after.starts_with("/token");
  return rate || (!after.empty() && is_alnum(after[0])) ? 0 : at;
}

TextSpan find_operations(std::string_view lower) {
  if (lower.find("flop") == std::string_view::npos && lower.find("operations") == std::string_view::npos) return {};
  for (TextSpan n = next_number(lower, 0); n; n = next_number(lower, n.start + n.length)) {
    const std::string_view rest = lower.substr(n.start + n.length);
    Power power = power_after(rest);
    if (power.exponent == 0) power = own_power(lower.substr(n.start, n.length), rest);
    if (power.exponent < 12 || power.exponent > 30) continue;
    const std::size_t unit = operations_unit(rest.substr(power.length));
    if (unit != 0) return {n.start, n.length + power.length + unit};
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

bool begins_with_date(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && at < 12 && !is_alnum(text[at])) ++at;
  if (at + 7 > text.size() || !(text.substr(at, 2) == "20")) return false;
  return digit(text[at + 2]) && digit(text[at + 3]) &&
         (text[at + 4] == '-' || text[at + 4] == '/' || text[at + 4] == '.') && digit(text[at + 5]);
}

TextSpan find_special(std::string_view lower, std::string_view phrase) {
  if (phrase == "@size") return find_size(lower);
  if (phrase == "@year") return find_year(lower);
  if (phrase == "@month-year") return find_month_year(lower);
  if (phrase == "@parameters") return find_parameters(lower);
  if (phrase == "@email") return find_email(lower);
  if (phrase == "@operations") return find_operations(lower);
  const std::size_t at = find_phrase(lower, phrase);
  return at == std::string_view::npos ? TextSpan{} : TextSpan{at, phrase.size()};
}

double number_of(std::string_view figure) {
  const std::string lower = to_lower(figure);
  const TextSpan n = next_number(lower, 0);
  if (!n) return 0;
  std::string digits = lower.substr(n.start, n.length);
  std::erase(digits, ',');
  double value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const std::string_view rest = std::string_view(lower).substr(n.start + n.length);
  if (const Power power = power_after(rest); power.exponent != 0) return value * std::pow(10.0, power.exponent);
  if (const Power power = own_power(digits, rest); power.exponent != 0) return std::pow(10.0, power.exponent);
  const std::string_view unit = rest.substr(std::min(rest.size(), skip_spaces(rest, 0)));
  const bool letter = !unit.empty() && (unit.size() == 1 || !is_alnum(unit[1]));
  if (unit.starts_with("trillion") || (letter && unit[0] == 't')) return value * 1e12;
  if (unit.starts_with("billion") || (letter && unit[0] == 'b')) return value * 1e9;
  if (unit.starts_with("million") || (letter && unit[0] == 'm')) return value * 1e6;
  if (letter && unit[0] == 'k') return value * 1e3;
  return value;
}

}  // namespace auditor::evidence
