#include "auditor/source/links.h"

#include "auditor/core/text.h"

#include <vector>

namespace auditor::source {

std::string resolved_path(std::string_view folder, std::string_view target) {
  std::vector<std::string_view> parts;
  if (!folder.empty()) parts = split(folder, '/');
  for (const std::string_view part : split(target, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") parts.push_back(part);
    else if (parts.empty()) return {};
    else parts.pop_back();
  }
  std::string path;
  for (const std::string_view part : parts) path.append(path.empty() ? "" : "/").append(part);
  return path;
}

std::string link_target(const Snapshot& snapshot, const Entry& link) {
  constexpr int most_hops = 8;
  const Entry* at = &link;
  for (int hop = 0; hop < most_hops; ++hop) {
    const auto text = snapshot.text(*at);
    if (!text || text->empty() || text->starts_with('/')) return {};
    const std::string target = resolved_path(dir_name(at->path), *text);
    at = target.empty() ? nullptr : snapshot.find(target);
    if (at == nullptr) return {};
    if (at->kind == EntryKind::file || at->kind == EntryKind::executable) return at->path;
    if (at->kind != EntryKind::symlink) return {};
  }
  return {};
}

}  // namespace auditor::source
