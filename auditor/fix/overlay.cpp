#include "auditor/fix/overlay.h"

#include <algorithm>

namespace auditor::fix {

Overlay::Overlay(const source::Snapshot& base, std::map<std::string, std::string> files)
    : base_(base), files_(std::move(files)) {
  const auto all = base.entries();
  entries_.assign(all.begin(), all.end());
  for (const auto& [path, bytes] : files_) {
    const auto at =
        std::lower_bound(entries_.begin(), entries_.end(), path,
                         [](const source::Entry& entry, const std::string& wanted) { return entry.path < wanted; });
    // Of what is not stored yet there is no object.
    if (at != entries_.end() && at->path == path) at->oid.clear();
    else entries_.insert(at, {path, source::EntryKind::file, ""});
  }
}

Result<std::string_view> Overlay::text(const source::Entry& entry) const {
  const auto found = files_.find(entry.path);
  return found == files_.end() ? base_.text(entry) : Result<std::string_view>(found->second);
}

Result<std::uint64_t> Overlay::size(const source::Entry& entry) const {
  const auto found = files_.find(entry.path);
  return found == files_.end() ? base_.size(entry) : Result<std::uint64_t>(found->second.size());
}

std::optional<source::Pointer> Overlay::pointer(const source::Entry& entry) const {
  return files_.contains(entry.path) ? std::nullopt : base_.pointer(entry);
}

Result<std::unique_ptr<ByteSource>> Overlay::open(const source::Entry& entry) const {
  const auto found = files_.find(entry.path);
  if (found == files_.end()) return base_.open(entry);
  return std::make_unique<MemorySource>(found->second);
}

Result<std::string> Overlay::head(const source::Entry& entry, std::size_t length) const {
  const auto found = files_.find(entry.path);
  return found == files_.end() ? base_.head(entry, length) : Result<std::string>(found->second.substr(0, length));
}

}  // namespace auditor::fix
