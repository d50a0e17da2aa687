// read_label(): see catalog.h.
#include "auditor/core/text.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/catalog/expression.h"
#include "auditor/licenses/references/gnu_grammar.h"
#include "auditor/licenses/references/label_words.h"
#include "auditor/licenses/references/names.h"

#include <algorithm>

namespace auditor::licenses {
namespace {

constexpr std::size_t max_label = 400;

Label expression_label(std::string expression) {
  Label label;
  label.expression = std::move(expression);
  return label;
}

// Without quotes, brackets, and the path of a classifier ("License :: OSI Approved :: MIT License").
std::string_view inner(std::string_view text) {
  text = trim(text);
  if (starts_with_i(text, "license ::") || starts_with_i(text, "licence ::"))
    text = trim(text.substr(text.rfind("::") + 2));
  while (text.size() >= 2 && (text.front() == '"' || text.front() == '\'' || text.front() == '`') &&
         text.back() == text.front())
    text = trim(text.substr(1, text.size() - 2));
  return text;
}

// Every leaf that is a known id in its current spelling, or nothing.
std::optional<std::string> known_expression(std::string_view text) {
  auto parsed = parse_expression(text);
  if (!parsed) return std::nullopt;
  for (const std::string& id : ids_of(*parsed))
    if (find_license(id) == nullptr && !starts_with_i(id, "LicenseRef-")) return std::nullopt;
  return current_spelling(*parsed).str();
}

// "GPLv2+", "LGPL (>= 2.1)", "GNU General Public License v3 or later (GPLv3+)".
std::optional<Label> gnu_label(std::string_view text) {
  const LabelWords cut(text);
  const auto words = cut.all();
  for (std::size_t at = 0; at < std::min<std::size_t>(words.size(), 4); ++at) {
    const auto mention = read_gnu(words, at);
    if (!mention && !words[at].noise && words[at].text != "gnu") return std::nullopt;  // names something else first
    if (!mention) continue;
    if (mention->bare()) return Label{{}, true, false, false};
    std::string out;
    for (const std::string& id : mention->ids()) out += (out.empty() ? "" : " OR ") + id;
    for (std::size_t i = mention->end; i < words.size(); ++i) {
      // What follows must not name another licence or take the grant back.
      if (words[i].noise || words[i].text == "only" || words[i].text == "or" || words[i].text == "later" ||
          words[i].text == "+")
        continue;
      const auto again = read_gnu(words, i);
      if (!again || again->family != mention->family) return std::nullopt;
      i = again->end - 1;
    }
    return expression_label(out);
  }
  return std::nullopt;
}

Label single(std::string_view text);

// "GPL2 w/ CPE", "GPL-2.0 with Classpath exception".
std::optional<Label> with_exception(std::string_view text) {
  const std::string lower = to_lower(text);
  for (const std::string_view joint : {" w/ ", " w/", " with ", " + "}) {
    const std::size_t at = lower.find(joint);
    if (at == std::string::npos || at == 0) continue;
    std::string key = label_key(text.substr(at + joint.size()));
    if (key == "cpe") key = "classpath exception";
    auto exception = id_of_name(key);
    if (!exception) exception = id_of_name(key + " exception");
    const License* known = exception ? find_license(*exception) : nullptr;
    if (known == nullptr || exception->find("xception") == std::string::npos) continue;
    const Label base = single(text.substr(0, at));
    if (base.expression.empty() || base.expression.find(' ') != std::string::npos) continue;
    return expression_label(base.expression + " WITH " + std::string(*exception));
  }
  return std::nullopt;
}

// One name, without alternatives.
Label single(std::string_view text) {
  const std::string key = label_key(text);
  if (key.empty()) return Label{{}, false, !trim(text).empty(), trim(text).empty()};
  if (text.find(">=") != std::string_view::npos)
    if (const auto known = gnu_label(text)) return *known;
  if (const auto id = id_of_name(key)) return expression_label(*id);
  if (is_family_name(key)) return Label{{}, true, false, false};
  if (const auto known = known_expression(text)) return expression_label(*known);
  if (const auto known = creative_commons_label(text)) return expression_label(*known);
  if (const auto known = with_exception(text)) return *known;
  if (const auto known = gnu_label(text)) return *known;
  if (points_elsewhere(key)) return Label{{}, false, true, false};
  return Label{{}, false, false, true};
}

struct Separator {
  std::string_view text;
  bool any;  // alternatives; else all hold
};

// "MIT/Apache-2.0", "GPL-2 | GPL-3", "MIT and CC-BY-4.0": every part must be a single licence.
std::optional<Label> several(std::string_view text) {
  static constexpr Separator separators[] = {{" or ", true}, {" | ", true},    {"|", true},
                                             {"/", true},    {" and ", false}, {" & ", false},
                                             {" + ", false}, {";", false},     {",", false}};
  const std::string lower = to_lower(text);
  for (const Separator& separator : separators) {
    std::vector<std::string> parts;
    std::size_t at = 0;
    for (std::size_t cut = lower.find(separator.text); cut != std::string::npos; cut = lower.find(separator.text, at)) {
      parts.emplace_back(text.substr(at, cut - at));
      at = cut + separator.text.size();
    }
    if (parts.empty() || parts.size() > 8) continue;
    parts.emplace_back(text.substr(at));
    std::string out;
    for (const std::string& part : parts) {
      if (trim(part).empty()) return std::nullopt;
      const Label label = single(part);
      if (label.expression.empty()) {
        out.clear();
        break;
      }
      const bool nested = !separator.any && label.expression.find(" OR ") != std::string::npos;
      out += (out.empty()     ? ""
              : separator.any ? " OR "
                              : " AND ") +
             (nested ? "(" + label.expression + ")" : label.expression);
    }
    if (!out.empty()) return expression_label(out);
  }
  return std::nullopt;
}

}  // namespace

Label read_label(std::string_view text) {
  text = inner(text);
  if (text.empty() || text.size() > max_label || iequals(text, "unknown") || iequals(text, "none") ||
      iequals(text, "null"))
    return Label{{}, false, false, true};
  Label label = single(text);
  if (!label.unknown && !(label.ambiguous && text.find_first_of("/|,") != std::string_view::npos)) return label;
  if (const auto found = several(text)) return *found;
  return label;
}

}  // namespace auditor::licenses
