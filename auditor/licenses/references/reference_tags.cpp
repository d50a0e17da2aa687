// SPDX tags ("SPDX-License-Identifier: MIT OR Apache-2.0") and the kernel's MODULE_LICENSE.
#include "auditor/core/text.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/catalog/expression.h"
#include "auditor/licenses/references/names.h"
#include "auditor/licenses/references/reference_parts.h"

#include <array>
#include <optional>

namespace auditor::licenses {
namespace {

constexpr std::array<std::string_view, 7> tags = {"spdx-license-identifier",
                                                  "spdx-licence-identifier",
                                                  "packagelicensedeclared",
                                                  "packagelicenseconcluded",
                                                  "licenseinfoinfile",
                                                  "licenseconcluded",
                                                  "spdx-license"};

// Position after the needle (ASCII case ignored) at or after `from`, or npos.
std::size_t find_i(std::string_view text, std::string_view needle, std::size_t from) {
  const char a = needle[0];
  const char b = static_cast<char>(a - 'a' + 'A');
  for (std::size_t at = from; at + needle.size() <= text.size(); ++at)
    if ((text[at] == a || text[at] == b) && iequals(text.substr(at, needle.size()), needle)) return at;
  return std::string_view::npos;
}

// Ids the list does not know are read as names ("BSD-2", "GPL-2"); what stays unknown is kept only as LicenseRef.
std::optional<std::string> settled(const Expression& expression);

std::optional<std::string> settled_leaf(const Expression& leaf) {
  if (starts_with_i(leaf.id, "LicenseRef-") || find_license(leaf.id) != nullptr) return current_spelling(leaf).str();
  const Label label = read_label(leaf.or_later ? leaf.id + "+" : leaf.id);
  if (label.expression.empty()) return std::nullopt;
  return label.expression;
}

std::optional<std::string> settled(const Expression& expression) {
  if (expression.operands.empty()) return settled_leaf(expression);
  std::string out;
  for (const Expression& operand : expression.operands) {
    const auto part = settled(operand);
    if (!part) return std::nullopt;
    if (!out.empty()) out += expression.kind == Expression::Kind::all ? " AND " : " OR ";
    out += operand.operands.empty() ? *part : "(" + *part + ")";
  }
  return out;
}

// "GPL-2.0+ BSD-2-Clause": in U-Boot's early tags several ids without an operator were a choice.
std::optional<std::string> listed_ids(std::string_view text) {
  std::string out;
  std::size_t ids = 0;
  for (const std::string_view part : split(text, ' ')) {
    if (trim(part).empty()) continue;
    const auto id = parse_expression(trim(part));
    if (!id || !id->operands.empty() || find_license(id->id) == nullptr || ++ids > 4) return std::nullopt;
    out += (out.empty() ? "" : " OR ") + current_spelling(*id).str();
  }
  return ids > 1 ? std::optional(out) : std::nullopt;
}

// The longest front of `text` that is an expression of known ids.
std::optional<std::string> leading_expression(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && end < 300 &&
         (is_alnum(text[end]) || std::string_view(" .-+:()\t").find(text[end]) != std::string_view::npos))
    ++end;
  std::string_view front = trim(text.substr(0, end));
  if (end == text.size() || trim(text.substr(end)).starts_with("*/"))
    if (auto ids = listed_ids(front)) return ids;
  for (int tries = 0; tries < 24 && !front.empty(); ++tries) {
    if (const auto parsed = parse_expression(front))
      if (auto known = settled(*parsed)) return known;
    const auto cut = front.find_last_of(" \t()");
    if (cut == std::string_view::npos) return std::nullopt;
    front = trim(front.substr(0, cut));
  }
  return std::nullopt;
}

void read_spdx(ReferenceText& text, std::vector<Reference>& out) {
  for (const std::string_view tag : tags) {
    std::size_t at = 0;
    while ((at = find_i(text.text(), tag, at)) != std::string_view::npos) {
      const std::size_t begin = at;
      at += tag.size();
      const std::string_view all = text.text();
      std::size_t value = at;
      while (value < all.size() && std::string_view(" \t:=\"'`*>").find(all[value]) != std::string_view::npos) ++value;
      if (value == at) continue;
      const std::size_t end = std::min(all.find('\n', value), all.size());
      const auto expression = leading_expression(all.substr(value, end - value));
      if (!expression) continue;
      const int line = text.line_at(begin);
      add_expression(*expression, MatchKind::tag, {line, line}, false, out);
      text.blank(begin, end);
      at = end;
    }
  }
}

struct Module {
  std::string_view value;
  std::string_view expression;
};
constexpr std::array<Module, 9> modules = {{{"gpl", "GPL-2.0-or-later"},
                                            {"gpl v2", "GPL-2.0-only"},
                                            {"gpl v2+", "GPL-2.0-or-later"},
                                            {"gpl and additional rights", "GPL-2.0-or-later"},
                                            {"dual bsd/gpl", "BSD-3-Clause OR GPL-2.0-only"},
                                            {"dual bsd/gpl v2", "BSD-3-Clause OR GPL-2.0-only"},
                                            {"dual mit/gpl", "MIT OR GPL-2.0-only"},
                                            {"dual mpl/gpl", "MPL-1.1 OR GPL-2.0-only"},
                                            {"dual apache/gpl", "Apache-2.0 OR GPL-2.0-only"}}};

void read_modules(ReferenceText& text, std::vector<Reference>& out) {
  std::size_t at = 0;
  while ((at = find_i(text.text(), "module_license", at)) != std::string_view::npos) {
    const std::size_t begin = at;
    at += std::string_view("module_license").size();
    const std::string_view all = text.text();
    const std::size_t end = std::min(all.find('\n', at), all.size());
    const std::size_t open = all.find('"', at);
    if (open >= end) continue;
    const std::size_t close = all.find('"', open + 1);
    if (close >= end) continue;
    const std::string value = to_lower(trim(all.substr(open + 1, close - open - 1)));
    const int line = text.line_at(begin);
    const std::size_t first = out.size();
    for (const Module& module : modules)
      if (module.value == value) add_expression(module.expression, MatchKind::tag, {line, line}, false, out);
    for (std::size_t i = first; i < out.size(); ++i) out[i].own_statement = true;
    text.blank(begin, end);
    at = end;
  }
}

}  // namespace

void read_tags(ReferenceText& text, std::vector<Reference>& out) {
  // Few files hold any of these words: one look for what they share.
  const std::string lower = to_lower(text.text());
  const auto has = [&](std::string_view word) { return lower.find(word) != std::string::npos; };
  if (has("spdx-") || has("licenseconcluded") || has("licenseinfoinfile") || has("packagelicense"))
    read_spdx(text, out);
  if (has("module_")) read_modules(text, out);
}

}  // namespace auditor::licenses
