// What changed in chosen files over all commits, found by comparing ids of tree entries from the top down: equal
// sub-trees are skipped, nothing is audited again, no file is read but to tell a rename.
#pragma once

#include "auditor/source/git_repository.h"
#include "auditor/source/snapshot.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::source {

struct HistoryChange {
  enum class Kind { added, modified, removed, renamed };
  Kind kind = Kind::modified;
  std::string path;      // after the change; before it when removed
  std::string old_path;  // when renamed
  std::string old_oid;   // empty when added
  std::string new_oid;   // empty when removed
};

struct HistoryCommit {
  std::string id;
  std::int64_t time = 0;  // of the author
  std::string author;
  std::string summary;  // first line of the message
  bool merge = false;   // differs from every parent
  std::vector<HistoryChange> changes;
};

struct History {
  std::size_t commits = 0;      // visited
  std::int64_t first_time = 0;  // of the authors of the earliest and latest commit
  std::int64_t last_time = 0;
  bool cut = false;  // shallow, parents missing, or the bound on commits was reached: earlier changes are unknown
  std::vector<HistoryCommit> changed;  // newest first
};

class HistoryReader {
 public:
  // A git repository or URL; other sources have no history. `options.revision` is where the walk begins.
  [[nodiscard]] static Result<std::unique_ptr<HistoryReader>> open(const std::string& where,
                                                                   const OpenOptions& options);

  // Commits that change a wanted file. A file renamed to a wanted name is followed to its earlier names.
  [[nodiscard]] Result<History> changes(const std::function<bool(const std::string& path)>& wanted,
                                        std::size_t max_commits = 1'000'000) const;

  // Bytes of a blob of at most `limit` bytes.
  [[nodiscard]] Result<std::string> blob(const std::string& oid, std::size_t limit = 1U << 20U) const;

 private:
  HistoryReader(OpenRepository repository, const OpenOptions& options)
      : repository_(std::move(repository)), revision_(options.revision), progress_(options.progress) {}

  OpenRepository repository_;
  std::string revision_;
  Progress progress_;
};

}  // namespace auditor::source
