// Manifest fields: `"license": "MIT"`, `License: GPL-2+`, `license = {text = "BSD-3-Clause"}`, classifiers, badges.
#include "auditor/core/text.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/references/label_words.h"
#include "auditor/licenses/references/names.h"
#include "auditor/licenses/references/reference_parts.h"

#include <array>

namespace auditor::licenses {
namespace {

constexpr std::size_t max_value = 120;

bool any_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

// A field's value: from after the separator to the end of the line or of its quotes.
std::string_view value_of(std::string_view rest) {
  rest = trim(rest);
  if (rest.starts_with("{") || rest.starts_with("[")) {
    rest = trim(rest.substr(1));
    for (const std::string_view key : {"text", "type", "name", "\"type\"", "\"name\"", "'type'"})
      if (rest.starts_with(key)) {
        rest = trim(rest.substr(key.size()));
        while (!rest.empty() && any_of(rest[0], "=: \t>")) rest.remove_prefix(1);
        break;
      }
  }
  if (!rest.empty() && any_of(rest[0], "\"'`")) {
    const auto close = rest.find(rest[0], 1);
    return trim(close == std::string_view::npos ? rest.substr(1) : rest.substr(1, close - 1));
  }
  // XML: <license>MIT</license>, <name>Apache 2</name>.
  while (rest.starts_with("<")) {
    const auto close = rest.find('>');
    if (close == std::string_view::npos) return {};
    rest = trim(rest.substr(close + 1));
  }
  rest = trim(rest.substr(0, rest.find('<')));
  while (!rest.empty() && any_of(rest.back(), ",;]}*/\\ \t.")) rest.remove_suffix(1);
  return rest;
}

// "GPL-2+ or Artistic", "(GPL+ or Artistic) and BSD": parts that are licences or families, all of them or none.
bool add_parts(std::string_view value, LineRange lines, std::vector<Reference>& out) {
  static constexpr std::array<std::string_view, 9> separators = {" or ", " and ", "/", ",", "|", "&", ";", "(", ")"};
  struct Part {
    std::string expression;
    bool family;
  };
  std::vector<Part> parts;
  const std::string lower = to_lower(value);
  for (std::size_t at = 0; at < value.size();) {
    std::size_t cut = value.size();
    std::size_t next = cut;
    for (const std::string_view separator : separators)
      if (const std::size_t found = lower.find(separator, at); found < cut) {
        cut = found;
        next = found + separator.size();
      }
    const std::string_view text = trim(value.substr(at, cut - at));
    at = next;
    if (text.empty() || iequals(text, "or") || iequals(text, "and")) continue;
    const Label label = read_label(text);
    Part part{label.expression, label.expression.empty()};
    if (part.family && label.ambiguous)  // "GPL+": any version
      part.expression = family_default(label_key(text.substr(0, text.find('+'))));
    if (part.expression.empty() || parts.size() == 8) return false;
    parts.push_back(std::move(part));
  }
  if (parts.size() < 2) return false;
  for (const Part& part : parts) add_expression(part.expression, MatchKind::reference, lines, part.family, out);
  return true;
}

void add_label(std::string_view value, LineRange lines, std::vector<Reference>& out, bool& used) {
  if (value.empty() || value.size() > max_value) return;
  const Label label = read_label(value);
  if (!label.expression.empty()) {
    add_expression(label.expression, MatchKind::reference, lines, false, out);
    used = true;
    return;
  }
  if (add_parts(value, lines, out)) {
    used = true;
    return;
  }
  if (!label.ambiguous) return;
  const std::string key = label_key(value);
  const std::string id = family_default(key);
  if (id.empty()) return;
  add_expression(id, MatchKind::reference, lines, true, out);
  used = true;
}

// The strings of `["MIT", "GPL-3.0+"]` when there are several.
std::vector<std::string_view> quoted_list(std::string_view rest) {
  std::vector<std::string_view> items;
  rest = trim(rest);
  const std::size_t close = rest.find(']');
  if (!rest.starts_with("[") || close == std::string_view::npos || rest.find('{') < close) return items;
  rest = rest.substr(1, close - 1);
  while (items.size() < 8) {
    const std::size_t open = rest.find_first_of("\"'");
    if (open == std::string_view::npos) break;
    const std::size_t end = rest.find(rest[open], open + 1);
    if (end == std::string_view::npos) break;
    items.push_back(trim(rest.substr(open + 1, end - open - 1)));
    rest.remove_prefix(end + 1);
  }
  if (items.size() < 2) items.clear();
  return items;
}

// Reads the field whose name ends at `at` on the line [at, end).
bool read_field(ReferenceText& text, std::size_t begin, std::size_t at, std::size_t end, std::vector<Reference>& out) {
  const std::string_view all = text.text();
  std::size_t i = at;
  while (i < end && any_of(all[i], "\"'`*)] \t")) ++i;
  const bool classifier = all.substr(i, 2) == "::";
  bool quoted = i > at && any_of(all[i - 1], "\"'`");
  std::size_t separators = 0;
  // "Public License ("GPL") version 2" is a sentence, `license("MIT")` a call.
  const bool in_sentence = begin > 1 && all[begin - 1] == ' ' && is_alnum(all[begin - 2]);
  while (i < end && any_of(all[i], ":=,> \t(*")) {
    separators += any_of(all[i], ":=,>") || (all[i] == '(' && !in_sentence) ? 1 : 0;
    ++i;
  }
  if (separators == 0 && i < end && any_of(all[i], "\"'") && !in_sentence) quoted = true;  // license 'MIT'
  if (separators == 0 && !quoted && !(begin > 0 && all[begin - 1] == '@')) {
    // "@license MIT": bare_line() dropped the sign; only a whole short line may be read so.
    if (begin != 0 && all[begin - 1] != '\n' && all[begin - 1] != '\f') return false;
  }
  std::string_view rest = all.substr(i, end - i);
  if (classifier) {
    std::string_view value = rest.substr(0, rest.find_first_of("\"'"));
    const auto last = value.rfind("::");
    if (last != std::string_view::npos) value = value.substr(last + 2);
    rest = trim(value);
  }
  const std::string_view value = classifier ? rest : value_of(rest);
  bool used = false;
  const int line = text.line_at(begin);
  const std::size_t first = out.size();
  const auto list = quoted_list(rest);
  if (list.empty()) add_label(value, {line, line}, out, used);
  for (const std::string_view item : list) add_label(item, {line, line}, out, used);
  for (std::size_t added = first; added < out.size(); ++added) out[added].field = true;
  if (used) text.blank(begin, end);
  return used;
}

// "## License" on a line of its own: what the next line begins with, up to its first stop, is read as a value.
bool read_heading(ReferenceText& text, std::size_t end, std::vector<Reference>& out) {
  const std::string_view all = text.text();
  std::size_t begin = end;
  while (begin < all.size() && any_of(all[begin], "\n\t ")) ++begin;
  if (begin >= all.size() || all[begin] == '\f') return false;
  const std::string_view line = all.substr(begin, all.find('\n', begin) - begin);
  std::string_view value = line.substr(
      0, std::min({line.find(". "), line.find(", "), line.find(" see "), line.find(" ("), line.find(" -")}));
  while (!value.empty() && any_of(value.back(), ".,;:*_`]) ")) value.remove_suffix(1);
  while (!value.empty() && any_of(value.front(), "[*_`")) value.remove_prefix(1);
  value = value.substr(0, value.find(']'));
  bool used = false;
  const int at = text.line_at(begin);
  add_label(value, {at, at}, out, used);
  if (used) text.blank(begin, begin + line.size());
  return used;
}

// img.shields.io/badge/license-MIT-blue and the like.
void read_badge(ReferenceText& text, std::size_t at, std::size_t end, std::vector<Reference>& out) {
  const std::string_view all = text.text();
  std::string_view rest = all.substr(at, end - at);
  if (rest.empty() || (rest[0] != '-' && !rest.starts_with("%20") && !rest.starts_with(":"))) return;
  rest.remove_prefix(1);
  const std::string_view token = rest.substr(0, rest.find_first_of(" )\"'>?&]"));
  const auto last = token.rfind('-');
  if (last == std::string_view::npos || last == 0 || last > 60) return;
  std::string value;
  for (std::size_t i = 0; i < last; ++i) {
    if (token.substr(i, 2) == "--") value += '-', ++i;
    else if (token.substr(i, 3) == "%20") value += ' ', i += 2;
    else value += token[i] == '_' ? ' ' : token[i];
  }
  bool used = false;
  const int line = text.line_at(at);
  add_label(value, {line, line}, out, used);
}

std::size_t find_l(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] != 'l' && text[at] != 'L') ++at;
  return at;
}

}  // namespace

void read_fields(ReferenceText& text, std::vector<Reference>& out) {
  std::size_t at = 0;
  for (;;) {
    const std::string_view all = text.text();
    const std::size_t begin = find_l(all, at);
    if (begin == all.size()) return;
    at = begin + 1;
    if (!starts_with_i(all.substr(begin), "licen") || begin + 7 > all.size()) continue;
    std::size_t stop = begin;
    while (stop < all.size() && (is_alnum(all[stop]) || all[stop] == '_')) ++stop;
    const std::string word = to_lower(all.substr(begin, stop - begin));
    const std::size_t end = std::min(all.find('\n', stop), all.size());
    const std::size_t line_start = all.rfind('\n', begin) == std::string_view::npos ? 0 : all.rfind('\n', begin) + 1;
    const std::string_view before = all.substr(line_start, begin - line_start);
    if (before.empty() && trim(all.substr(stop, end - stop)).find_first_not_of("#*:= -_") == std::string_view::npos &&
        (word == "license" || word == "licence" || word == "licensing" || word == "licenses")) {
      read_heading(text, end, out);
      continue;
    }
    if (before.find("badge/") != std::string_view::npos) read_badge(text, stop, end, out);
    const bool name = word == "license" || word == "licence" || word == "licenses" || word == "licences" ||
                      word == "license_type" || word == "license_id" || word == "license_expression" ||
                      word == "licensename";
    // What stands before a field's name on its line is a key path, a sign or nothing: not a sentence.
    if (!name || before.size() > 60 || before.find(' ') != before.rfind(' ')) continue;
    if (read_field(text, begin, stop, end, out)) at = end;
  }
}

}  // namespace auditor::licenses
