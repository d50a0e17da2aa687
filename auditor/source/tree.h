// The raw form of git tree objects: (mode SP name NUL id)*. Read here, not by libgit2, because a forged tree must
// yield what it holds up to the fault instead of nothing, and because no copy of the names is needed.
#pragma once

#include "auditor/source/git.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace auditor::source {

struct TreeItem {
  std::uint32_t mode = 0;
  std::string_view name;
  const unsigned char* id = nullptr;  // 20 bytes

  [[nodiscard]] bool is_tree() const { return (mode & 0170000U) == 0040000U; }
  [[nodiscard]] bool is_symlink() const { return (mode & 0170000U) == 0120000U; }
  [[nodiscard]] bool is_submodule() const { return (mode & 0170000U) == 0160000U; }
  [[nodiscard]] bool is_executable() const { return (mode & 0100U) != 0; }
  [[nodiscard]] git_oid oid() const;
};

// Items in stored order; the views live as long as the bytes given.
class TreeReader {
 public:
  explicit TreeReader(std::string_view bytes) : rest_(bytes) {}
  // The next item; nullopt at the end or at the fault.
  [[nodiscard]] std::optional<TreeItem> next();
  [[nodiscard]] bool malformed() const { return malformed_; }

 private:
  std::string_view rest_;
  bool malformed_ = false;
};

[[nodiscard]] std::string_view object_bytes(const GitOdbObject& object);

// The object when it is there and of this type.
[[nodiscard]] Result<GitOdbObject> read_object(git_odb* odb, const git_oid& id, git_object_t type);

}  // namespace auditor::source
