#include "auditor/prose/front_matter.h"

#include "auditor/core/text.h"
#include "auditor/core/yaml.h"

#include <algorithm>
#include <set>

namespace auditor::evidence {
namespace {

bool is_fence(std::string_view line) {
  const auto end = line.find_last_not_of(" \t");
  return end != std::string_view::npos && line.substr(0, end + 1) == "---";
}

// "key:" or "key: value". Metadata keys are identifiers; when nothing closes the block, only lower-case ones count,
// because prose after a rule may begin with "Note:".
bool is_key(std::string_view line, bool lower_only) {
  std::size_t i = 0;
  if (line.size() > 1 && (line[0] == '"' || line[0] == '\'')) ++i;
  const std::size_t first = i;
  while (i < line.size() && (is_alnum(line[i]) || line[i] == '_' || line[i] == '-')) {
    if (lower_only && line[i] >= 'A' && line[i] <= 'Z') return false;
    ++i;
  }
  if (i == first || (line[first] >= '0' && line[first] <= '9')) return false;
  if (i < line.size() && (line[i] == '"' || line[i] == '\'')) ++i;
  while (i < line.size() && line[i] == ' ') ++i;
  return i < line.size() && line[i] == ':' && (i + 1 == line.size() || line[i + 1] == ' ' || line[i + 1] == '\t');
}

bool looks_like_yaml(std::string_view line) {
  const std::string_view bare = trim(line);
  return bare.empty() || line[0] == ' ' || line[0] == '\t' || bare[0] == '#' || bare == "-" ||
         bare.substr(0, 2) == "- " || is_key(line, false);
}

// A Markdown heading, not a comment of YAML: blank lines (or the fence) around it.
bool is_heading(const std::vector<std::string_view>& lines, std::size_t i) {
  const auto marks = lines[i].find_first_not_of('#');
  if (marks == 0 || marks == std::string_view::npos || marks > 6 || lines[i][marks] != ' ') return false;
  const bool after_blank = trim(lines[i - 1]).empty() || is_fence(lines[i - 1]);
  const bool before_blank = i + 1 == lines.size() || trim(lines[i + 1]).empty();
  return after_blank && (before_blank || marks > 1);
}

// First line of the block that is neither blank nor a comment; `end` when there is none.
std::size_t first_content(const std::vector<std::string_view>& lines, std::size_t begin, std::size_t end) {
  while (begin < end && (trim(lines[begin]).empty() || trim(lines[begin])[0] == '#')) ++begin;
  return begin;
}

// Whether what lies between two fences without a key is still meant as data: no blank line, no heading.
bool is_compact(const std::vector<std::string_view>& lines, std::size_t begin, std::size_t end) {
  return std::none_of(lines.begin() + static_cast<std::ptrdiff_t>(begin),
                      lines.begin() + static_cast<std::ptrdiff_t>(end),
                      [](std::string_view line) { return trim(line).empty() || line[0] == '#' || line[0] == '<'; });
}

std::string join(const std::vector<std::string_view>& lines, std::size_t begin, std::size_t end) {
  std::string out;
  for (std::size_t i = begin; i < end; ++i) out.append(lines[i]).push_back('\n');
  return out;
}

int as_line(std::size_t index) { return static_cast<int>(index) + 1; }

FrontMatterSpan unclosed(const std::vector<std::string_view>& lines, std::size_t open, std::size_t first) {
  std::size_t end = first;
  bool after_blank = false;
  for (; end < lines.size() && looks_like_yaml(lines[end]); ++end) {
    const bool blank = trim(lines[end]).empty();
    // A heading is a YAML comment to a parser, and the end of the metadata to a reader.
    if (after_blank && !blank && !is_key(lines[end], true)) break;
    if (!blank && lines[end][0] == '#') break;
    after_blank = blank;
  }
  return {as_line(open), static_cast<int>(end), false, join(lines, open + 1, end)};
}

constexpr std::string_view merge_key = "<<";

// "<<: *other" brings in the keys of another map that are not set here (YAML 1.1, as the hub's reader has it). Gives
// those that came so.
std::set<std::string> merge_into(Json& map) {
  std::set<std::string> added;
  const auto from = map.find(merge_key);
  if (from == map.end()) return added;
  const Json source = *from;
  const auto take = [&](const Json& other) {
    if (!other.is_object()) return;
    for (const auto& [key, value] : other.items())
      if (!map.contains(key)) map[key] = value, added.insert(key);
  };
  if (source.is_array())
    for (const Json& other : source) take(other);
  else take(source);
  map.erase(std::string(merge_key));
  return added;
}

}  // namespace

FrontMatterSpan find_front_matter(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.substr(0, 3) == byte_order_mark) text.remove_prefix(3);
  const auto opening = text.find_first_not_of(" \t\r\n");
  if (opening == std::string_view::npos || text.compare(opening, 3, "---") != 0) return {};
  const auto lines = split_lines(text);
  std::size_t open = 0;
  while (open < lines.size() && trim(lines[open]).empty()) ++open;
  // The hub takes blanks before the dashes that open.
  if (open == lines.size() || trim(lines[open]) != "---") return {};

  std::size_t close = open + 1;
  bool heading_seen = false;
  while (close < lines.size() && !is_fence(lines[close])) {
    heading_seen = heading_seen || is_heading(lines, close);
    ++close;
  }
  const bool closed = close < lines.size() && !heading_seen;
  const std::size_t end = closed ? close : lines.size();
  const std::size_t first = first_content(lines, open + 1, end);
  if (!closed) return first < end && is_key(lines[first], true) ? unclosed(lines, open, first) : FrontMatterSpan{};
  const bool empty = close == open + 1;
  if (empty || (first < end && (is_key(lines[first], false) || is_compact(lines, first, end))))
    return {as_line(open), as_line(close), true, join(lines, open + 1, close)};
  return {};
}

FrontMatter read_front_matter(std::string_view yaml, int first_line) {
  FrontMatter out;
  const auto document = parse_yaml(yaml, "", {}, first_line);
  if (!document) {
    out.errors.push_back({document.error().line, document.error().message, document.error().code == ErrorCode::limit});
    return out;
  }
  out.problems = document->problems;
  if (!document->value.is_object()) {
    if (!document->value.is_null()) out.errors.push_back({first_line, "the metadata is not a map of keys to values"});
    return out;
  }
  out.value = document->value;
  const std::set<std::string> merged = merge_into(out.value);
  for (const auto& [key, value] : out.value.items()) {
    const auto line = document->lines.find("/" + (merged.contains(key) ? std::string(merge_key) : key));
    out.lines.emplace_back(key, line == document->lines.end() ? first_line : line->second);
  }
  std::stable_sort(out.lines.begin(), out.lines.end(),
                   [](const auto& a, const auto& b) { return a.second < b.second; });
  return out;
}

}  // namespace auditor::evidence
