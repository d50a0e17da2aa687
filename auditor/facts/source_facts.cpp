#include "auditor/facts/source_facts.h"

#include "auditor/core/text.h"

#include <ctime>

namespace auditor::facts {
namespace {

std::string_view to_string(source::SourceKind kind) {
  switch (kind) {
    case source::SourceKind::git: return "git";
    case source::SourceKind::worktree: return "worktree";
    case source::SourceKind::huggingface_cache: return "huggingface-cache";
    case source::SourceKind::folder: break;
  }
  return "folder";
}

}  // namespace

std::string iso_time(std::int64_t seconds) {
  const std::time_t time = static_cast<std::time_t>(seconds);
  std::tm utc{};
  char text[32];
  gmtime_r(&time, &utc);
  return std::string(text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc));
}

Json to_json(const source::SourceInfo& info, std::size_t entries) {
  return {{"kind", to_string(info.kind)},
          {"name", printable(info.name)},
          {"remote", printable(info.remote)},
          {"revision", printable(info.revision)},
          {"commit", info.commit},
          {"tree", info.tree},
          {"time", info.time == 0 ? Json() : Json(iso_time(info.time))},
          {"path", printable(info.path)},
          {"dirty", info.dirty},
          {"shallow", info.shallow},
          {"partial", info.partial},
          {"entries", entries}};
}

}  // namespace auditor::facts
