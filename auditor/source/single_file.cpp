#include "auditor/source/single_file.h"

#include "auditor/core/byte_source.h"
#include "auditor/formats/inspect.h"
#include "auditor/source/artefact.h"

namespace fs = std::filesystem;

namespace auditor::source {

bool is_weight_file(const fs::path& where) {
  const std::string name = where.filename().string();
  if (formats::looks_like_weights(name)) return true;
  // Text that a loader reads (a configuration, a template) is no model by itself.
  if (formats::kind_of_name(name) == formats::NameKind::text) return false;
  const auto bytes = auditor::open_file(where);
  const auto head = bytes ? (*bytes)->read(0, formats::sniffed_bytes) : tl::unexpected(bytes.error());
  return head && head->find('\0') != std::string::npos && formats::may_be_loadable(name, *head);
}

Result<std::unique_ptr<Snapshot>> open_single_file(const fs::path& where, const OpenOptions& options) {
  if (options.revision != "HEAD") return fail(ErrorCode::not_found, "is a file: it has no revisions", where);
  if (options.worktree || !options.path.empty()) return fail(ErrorCode::usage, "is a file, not a repository", where);
  // The user named it: links on the way to it are followed, as for a folder.
  std::error_code error;
  const fs::path file = fs::canonical(where, error);
  auto folder = error ? std::nullopt : Folder::open(file.parent_path());
  if (!folder) return fail(ErrorCode::source, "cannot be read", where);
  const std::string name = where.filename().string();
  ArtefactBuilder builder(std::move(*folder), options.limits);
  Stored stored;
  stored.file = file.filename().string();
  builder.add(name, std::move(stored));
  builder.not_fetched("", "one file was named: what its repository says of it was not read");
  SourceInfo info;
  info.kind = SourceKind::folder;
  info.name = name;
  return std::move(builder).finish(std::move(info), {"file", ""});
}

}  // namespace auditor::source
