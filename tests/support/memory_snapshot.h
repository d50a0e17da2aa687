// Files given by a test as a snapshot, without git or disk.
#pragma once

#include "auditor/source/snapshot.h"

#include <map>
#include <string>
#include <vector>

namespace auditor::test {

class MemorySnapshot : public source::Snapshot {
 public:
  explicit MemorySnapshot(std::map<std::string, std::string> files, std::string name = "project")
      : files_(std::move(files)) {
    info_.name = std::move(name);
    for (const auto& [path, bytes] : files_) entries_.push_back({path, source::EntryKind::file, {}});
  }

  [[nodiscard]] const source::SourceInfo& info() const override { return info_; }
  [[nodiscard]] std::span<const source::Entry> entries() const override { return entries_; }
  [[nodiscard]] std::span<const source::Problem> problems() const override { return {}; }
  [[nodiscard]] Result<std::string_view> text(const source::Entry& entry) const override {
    return std::string_view(files_.at(entry.path));
  }
  [[nodiscard]] Result<std::uint64_t> size(const source::Entry& entry) const override {
    return files_.at(entry.path).size();
  }
  [[nodiscard]] std::optional<source::Pointer> pointer(const source::Entry& entry) const override {
    if (!files_.at(entry.path).starts_with("version https://git-lfs")) return std::nullopt;
    return source::Pointer{source::Pointer::Kind::lfs, std::string(64, 'a'), {}, 1000, false};
  }
  [[nodiscard]] Result<std::unique_ptr<ByteSource>> open(const source::Entry& entry) const override {
    return std::make_unique<MemorySource>(files_.at(entry.path));
  }

 private:
  std::map<std::string, std::string> files_;
  source::SourceInfo info_;
  std::vector<source::Entry> entries_;
};

}  // namespace auditor::test
