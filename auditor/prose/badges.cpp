#include "auditor/prose/badges.h"

#include "auditor/core/hex.h"
#include "auditor/core/text.h"

#include <vector>

namespace auditor::evidence {
std::optional<Badge> read_badge(std::string_view url) {
  constexpr std::string_view folder = "/badge/";
  const auto badge = url.find(folder);
  if (url.find("img.shields.io/") == std::string_view::npos || badge == std::string_view::npos) return std::nullopt;
  std::string_view path = url.substr(badge + folder.size());
  path = path.substr(0, path.find('?'));
  if (path.ends_with(".svg") || path.ends_with(".png")) path.remove_suffix(4);
  const std::string text = percent_decoded(path);
  std::vector<std::string> fields(1);  // parted by single hyphens; doubled signs stand for themselves
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool doubled = i + 1 < text.size() && text[i + 1] == text[i];
    if ((text[i] == '-' || text[i] == '_') && doubled) fields.back() += text[i++];
    else if (text[i] == '-') fields.emplace_back();
    else fields.back() += text[i] == '_' ? ' ' : text[i];
  }
  if (fields.size() > 1) fields.pop_back();  // the colour
  Badge out{std::string(trim(fields[0])), {}};
  for (std::size_t i = 1; i < fields.size(); ++i) out.message += (i > 1 ? "-" : "") + fields[i];
  out.message = trim(out.message);
  return out;
}

}  // namespace auditor::evidence
