#include "auditor/fix/front_matter_edit.h"

#include "auditor/core/json.h"
#include "auditor/core/text.h"
#include "auditor/prose/front_matter.h"

#include <algorithm>
#include <fmt/format.h>

namespace auditor::fix {
namespace {

// Plain where YAML cannot take it for anything else, and quoted as JSON is, which YAML reads.
std::string scalar(const std::string& value) {
  const bool letters =
      !value.empty() && value.find_first_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == 0;
  const bool plain = letters && std::all_of(value.begin(), value.end(), [](char c) {
                       return is_alnum(c) || c == '.' || c == '_' || c == '-' || c == '/';
                     });
  static constexpr std::string_view words[] = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"};
  const std::string lower = to_lower(value);
  const bool word = std::find(std::begin(words), std::end(words), lower) != std::end(words);
  return plain && !word ? value : dump_json(Json(value), -1);
}

std::string entry(std::string_view key, const std::vector<std::string>& values, std::string_view end) {
  if (values.size() == 1) return fmt::format("{}: {}{}", key, scalar(values.front()), end);
  std::string out = fmt::format("{}:{}", key, end);
  for (const std::string& value : values) out += fmt::format("- {}{}", scalar(value), end);
  return out;
}

// Offsets of the lines' beginnings, and of the end.
std::vector<std::size_t> line_starts(std::string_view text) {
  std::vector<std::size_t> out;
  for (const std::string_view line : split_lines(text))
    out.push_back(static_cast<std::size_t>(line.data() - text.data()));
  out.push_back(text.size());
  return out;
}

}  // namespace

std::optional<std::string> set_key(std::string_view text, std::string_view key,
                                   const std::vector<std::string>& values) {
  if (values.empty()) return std::nullopt;
  const std::string_view end = text.find("\r\n") != std::string_view::npos ? "\r\n" : "\n";
  const evidence::FrontMatterSpan span = evidence::find_front_matter(text);
  if (span.start_line == 0)
    return text.starts_with("---")
               ? std::nullopt
               : std::optional(fmt::format("---{}{}---{}{}", end, entry(key, values, end), end, text));
  const evidence::FrontMatter read = evidence::read_front_matter(span.yaml, span.start_line + 1);
  if (!span.closed || !read.errors.empty() || (!read.value.is_object() && !trim(span.yaml).empty()))
    return std::nullopt;
  const auto lines = split_lines(text);
  const auto starts = line_starts(text);
  const auto known =
      std::find_if(read.lines.begin(), read.lines.end(), [&](const auto& line) { return line.first == key; });
  std::size_t at = static_cast<std::size_t>(span.end_line) - 1;  // of the closing ---
  std::size_t behind = at;
  if (known != read.lines.end()) {
    at = static_cast<std::size_t>(known->second) - 1;
    behind = at + 1;
    if (at >= lines.size() || !lines[at].starts_with(key)) return std::nullopt;
    // A value of several lines may hold what is not to be lost.
    if (behind < lines.size() &&
        (lines[behind].starts_with(" ") || lines[behind].starts_with("- ") || lines[behind].starts_with("\t")))
      return std::nullopt;
  }
  if (behind >= starts.size()) return std::nullopt;
  std::string out(text.substr(0, starts[at]));
  out += entry(key, values, end);
  out += text.substr(starts[behind]);
  return out;
}

std::optional<std::string> rename_key(std::string_view text, int line, std::string_view from, std::string_view to) {
  const auto lines = split_lines(text);
  const auto at = static_cast<std::size_t>(line) - 1;
  if (line < 1 || at >= lines.size() || !lines[at].starts_with(from)) return std::nullopt;
  if (!trim(lines[at].substr(from.size())).starts_with(":")) return std::nullopt;
  const auto start = static_cast<std::size_t>(lines[at].data() - text.data());
  std::string out(text);
  return out.replace(start, from.size(), to);
}

}  // namespace auditor::fix
