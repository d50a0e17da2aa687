#include "auditor/snapshot.h"

#include "auditor/facts/source_facts.h"
#include "auditor/source/snapshot.h"

#include <filesystem>
#include <utility>

namespace auditor {

Snapshot::Snapshot(std::unique_ptr<source::Snapshot> opened, HasCommit has_commit)
    : opened_(std::move(opened)), has_commit_(std::move(has_commit)) {}
Snapshot::Snapshot(Snapshot&&) noexcept = default;
Snapshot& Snapshot::operator=(Snapshot&&) noexcept = default;
Snapshot::~Snapshot() = default;

SourceInfo Snapshot::info() const {
  const source::SourceInfo& from = opened_->info();
  return {facts::to_json(from, 0).value("kind", ""), from.name, from.remote, from.commit, from.time};
}

std::vector<std::string> Snapshot::paths() const {
  std::vector<std::string> out;
  out.reserve(opened_->entries().size());
  for (const source::Entry& entry : opened_->entries()) out.push_back(entry.path);
  return out;
}

Result<std::string> Snapshot::text(std::string_view path) const {
  const source::Entry* entry = opened_->find(path);
  if (entry == nullptr) return fail(ErrorCode::not_found, "there is no such file", std::string(path));
  const auto text = opened_->text(*entry);
  return text ? Result<std::string>(std::string(*text)) : tl::unexpected(text.error());
}

Result<Snapshot> open(const std::string& where, const OpenOptions& options) {
  source::OpenOptions inner;
  inner.revision = options.revision;
  inner.worktree = options.worktree;
  inner.path = options.path;
  inner.cache_folder = options.cache_folder;
  inner.progress = options.progress;
  inner.limits.blob_bytes = options.bounds.blob_bytes;
  inner.limits.entries = options.bounds.entries;
  inner.limits.depth = options.bounds.depth;
  inner.limits.total_bytes = options.bounds.total_bytes;
  auto opened = source::open_snapshot(where, inner);
  if (!opened) return tl::unexpected(opened.error());
  inner.worktree = false;
  inner.progress = {};
  // What came from a URL is not asked for again: only open() uses the network.
  std::error_code ignored;
  const bool here = std::filesystem::exists(where, ignored);
  return Snapshot(std::move(*opened), [where, inner, here](const std::string& commit) mutable {
    inner.revision = commit;
    return here && source::open_snapshot(where, inner).has_value();
  });
}

}  // namespace auditor
