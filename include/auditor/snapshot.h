// One repository at one revision, opened for reading: the beginning of every audit.
//
// Repositories are untrusted. Nothing in one is executed, unpickled, filtered or followed out of it, and every reading
// is bounded; what lies beyond a bound is reported as a limit and is unknown, never open (docs/threat-model.md).
//
// Ownership: a Snapshot owns everything it opened and can be moved, not copied. What it returns is owned by the caller.
// Threads: one Snapshot belongs to one thread at a time, since it keeps what it has read. Any number of Snapshots, also
// of one repository, may be used by as many threads.
#pragma once

#include "auditor/result.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::source {
class Snapshot;
}

namespace auditor {

// All sizes are bytes.
struct Bounds {
  std::uint64_t blob_bytes = std::uint64_t{8} << 20U;     // a text above this is a fact, not read
  std::size_t entries = 300'000;                          // files and folders of a repository
  std::size_t depth = 256;                                // folders below the root
  std::uint64_t total_bytes = std::uint64_t{512} << 20U;  // inflated in one audit
};

struct OpenOptions {
  std::string revision = "HEAD";  // branch, tag or commit
  bool worktree = false;          // the work tree with its uncommitted changes, instead of a revision
  std::string path;               // only this folder of the repository
  std::string cache_folder;       // where a URL is cloned to; empty: $XDG_CACHE_HOME/auditor
  Bounds bounds;
  // Told how far long work is (receiving from a URL); a total of 0 is unknown. Called on the calling thread.
  std::function<void(std::string_view what, std::uint64_t done, std::uint64_t total)> progress;
};

struct SourceInfo {
  std::string kind;       // git, worktree, folder, huggingface-cache
  std::string name;       // "owner/name" from the remote or cache folder, else the folder's own name
  std::string remote;     // URL of `origin` without credentials; empty when none
  std::string commit;     // 40 hex digits; empty for a plain folder
  std::int64_t time = 0;  // committer time, seconds since the epoch; 0 when unknown
};

class Snapshot {
 public:
  Snapshot(Snapshot&&) noexcept;
  Snapshot& operator=(Snapshot&&) noexcept;
  ~Snapshot();

  [[nodiscard]] SourceInfo info() const;
  // Paths of all files, relative to the audited root, '/' between folders, sorted. Raw bytes: escape before printing.
  [[nodiscard]] std::vector<std::string> paths() const;
  // Errors: not_found, limit (above Bounds::blob_bytes), unavailable (a partial clone), malformed (a corrupt object).
  [[nodiscard]] Result<std::string> text(std::string_view path) const;

  // For the library itself.
  using HasCommit = std::function<bool(const std::string& commit)>;
  Snapshot(std::unique_ptr<source::Snapshot> opened, HasCommit has_commit);
  [[nodiscard]] const source::Snapshot& opened() const { return *opened_; }
  [[nodiscard]] bool has_commit(const std::string& commit) const { return has_commit_(commit); }

 private:
  std::unique_ptr<source::Snapshot> opened_;
  HasCommit has_commit_;
};

// `where` is a clone, bare repository, linked work tree, plain folder, folder of the Hugging Face cache, or a URL,
// which is cloned: the only use of the network. Errors: source (cannot be read), not_found (revision, folder),
// unsupported (SHA-256 repositories).
[[nodiscard]] Result<Snapshot> open(const std::string& where, const OpenOptions& options = {});

}  // namespace auditor
