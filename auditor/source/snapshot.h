// One repository at one revision: the only view of the outside that collectors have.
// Entries are sorted by path and validated; bytes are read on demand, bounded, and never from outside the source.
#pragma once

#include "auditor/core/byte_source.h"
#include "auditor/core/result.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::source {

enum class SourceKind { git, worktree, folder, huggingface_cache };

// What a report says of where its evidence comes from. No absolute path, host or clock.
struct SourceInfo {
  SourceKind kind = SourceKind::folder;
  std::string name;       // "owner/name" from the remote or cache folder, else the folder's own name
  std::string remote;     // URL of `origin` without credentials; empty when none
  std::string revision;   // as asked for: "HEAD", "v1.0"; empty for a plain folder
  std::string commit;     // 40 hex digits; empty for a plain folder
  std::string tree;       // likewise
  std::int64_t time = 0;  // committer time, seconds since the epoch; 0 when unknown
  std::string path;       // audited sub-folder, without slashes at the ends; empty for the root
  bool dirty = false;     // work tree with uncommitted changes was read
  bool shallow = false;   // history is cut
  bool partial = false;   // objects may be missing by design (partial clone)
};

enum class EntryKind { file, executable, symlink, submodule };

struct Entry {
  std::string path;  // relative to the audited root, '/' separated; raw bytes: print through printable()
  EntryKind kind = EntryKind::file;
  std::string oid;  // git blob id (hex) when known, also for plain folders once read; else empty
};

// A Git LFS or Xet pointer found instead of the bytes.
struct Pointer {
  enum class Kind { lfs, xet } kind = Kind::lfs;
  std::string sha256;  // hex digest of the real bytes ("" for Xet)
  std::string hash;    // Xet hash, when Kind::xet
  std::uint64_t size = 0;
  bool object_present = false;  // the bytes are in the local LFS store or work tree
};

struct Problem {
  std::string path;  // entry concerned; empty for the whole source
  std::string message;
  std::string kind;  // "invalid-name", "unavailable", "limit", "corrupt", "unsupported"
};

struct Limits {
  std::uint64_t blob_bytes = 8U << 20U;     // a text blob above this is a fact, not read
  std::size_t entries = 300'000;            // with folders; their paths at 80 bytes on average
  std::size_t depth = 256;                  // folders below the root
  std::uint64_t total_bytes = 512U << 20U;  // bytes inflated in one audit
};

class Snapshot {
 public:
  virtual ~Snapshot() = default;

  [[nodiscard]] virtual const SourceInfo& info() const = 0;
  [[nodiscard]] virtual std::span<const Entry> entries() const = 0;
  [[nodiscard]] virtual std::span<const Problem> problems() const = 0;

  // The entry at exactly this path; null when there is none.
  [[nodiscard]] const Entry* find(std::string_view path) const;

  // Whole content, read once and kept; the view lives as long as the snapshot. For a symlink the link's text.
  // Errors: limit (larger than Limits::blob_bytes), unavailable, malformed (corrupt object).
  [[nodiscard]] virtual Result<std::string_view> text(const Entry& entry) const = 0;

  // Size in bytes of what the snapshot itself stores (a pointer's own size for a pointer), without inflating it.
  [[nodiscard]] virtual Result<std::uint64_t> size(const Entry& entry) const = 0;

  // The pointer that the entry is; nullopt when it is none. Reads at most 1 KiB.
  [[nodiscard]] virtual std::optional<Pointer> pointer(const Entry& entry) const = 0;

  // Random access to the real bytes: the LFS object or work-tree file behind a pointer when present, else the blob.
  // Memory stays bounded for files on disk. Errors as for text().
  [[nodiscard]] virtual Result<std::unique_ptr<ByteSource>> open(const Entry& entry) const = 0;

  // At most `length` bytes from the beginning of what the snapshot itself stores (of a pointer its own text), without
  // reading the rest where that is possible.
  [[nodiscard]] virtual Result<std::string> head(const Entry& entry, std::size_t length) const;
};

// Told how far long work is (receiving from a URL, walking a history); a total of 0 is unknown.
using Progress = std::function<void(std::string_view what, std::uint64_t done, std::uint64_t total)>;

struct OpenOptions {
  std::string revision = "HEAD";
  bool worktree = false;     // read the work tree with its uncommitted changes
  std::string path;          // sub-folder to audit
  std::string cache_folder;  // where URLs are cloned to; default $XDG_CACHE_HOME/auditor
  Limits limits;
  Progress progress;  // may be empty
};

// A clone, bare repository, linked worktree, Hugging Face cache folder, plain folder, or URL.
// Errors: source, not_found (revision, sub-folder), unsupported (SHA-256 repositories).
[[nodiscard]] Result<std::unique_ptr<Snapshot>> open_snapshot(const std::string& where,
                                                              const OpenOptions& options = {});

}  // namespace auditor::source
