// A snapshot as it would be with some files written anew.
#pragma once

#include "auditor/source/snapshot.h"

#include <map>
#include <string>
#include <vector>

namespace auditor::fix {

class Overlay final : public source::Snapshot {
 public:
  // `base` outlives it; `files`: path -> bytes.
  Overlay(const source::Snapshot& base, std::map<std::string, std::string> files);

  [[nodiscard]] const source::SourceInfo& info() const override { return base_.info(); }
  [[nodiscard]] std::span<const source::Entry> entries() const override { return entries_; }
  [[nodiscard]] std::span<const source::Problem> problems() const override { return base_.problems(); }
  [[nodiscard]] Result<std::string_view> text(const source::Entry& entry) const override;
  [[nodiscard]] Result<std::uint64_t> size(const source::Entry& entry) const override;
  [[nodiscard]] std::optional<source::Pointer> pointer(const source::Entry& entry) const override;
  [[nodiscard]] Result<std::unique_ptr<ByteSource>> open(const source::Entry& entry) const override;
  [[nodiscard]] Result<std::string> head(const source::Entry& entry, std::size_t length) const override;

 private:
  const source::Snapshot& base_;
  std::map<std::string, std::string> files_;
  std::vector<source::Entry> entries_;
};

}  // namespace auditor::fix
