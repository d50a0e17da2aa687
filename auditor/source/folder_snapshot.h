// Files on disk as a snapshot: a plain folder, a git work tree, a snapshot of the Hugging Face cache.
#pragma once

#include "auditor/source/claims.h"
#include "auditor/source/folder_walk.h"
#include "auditor/source/snapshot.h"
#include "auditor/source/store.h"

#include <filesystem>
#include <map>

namespace auditor::source {

[[nodiscard]] Result<std::unique_ptr<Snapshot>> open_folder(const std::filesystem::path& folder,
                                                            const OpenOptions& options);

class FolderSnapshot final : public SnapshotBase, public Claims {
 public:
  struct Parts {
    Folder folder;
    SourceInfo info;
    Listing::Content content;
    std::optional<Folder> lfs_store;
    std::optional<Folder> blobs;                            // where `links` lead
    std::map<std::string, std::string, std::less<>> links;  // entry that is a link -> file in `blobs`
  };
  FolderSnapshot(Parts parts, const Limits& limits);

  [[nodiscard]] Result<std::string_view> text(const Entry& entry) const override;
  [[nodiscard]] Result<std::uint64_t> size(const Entry& entry) const override;
  [[nodiscard]] Result<std::unique_ptr<ByteSource>> open(const Entry& entry) const override;
  [[nodiscard]] Result<std::string> head(const Entry& entry, std::size_t length) const override;
  // A cache names large files by their digest.
  [[nodiscard]] std::vector<Claim> claims() const override;
  [[nodiscard]] Result<std::unique_ptr<ByteSource>> archive(const std::string& path) const override;

 private:
  struct File {
    const Folder& folder;
    std::string_view path;
  };
  [[nodiscard]] File file_of(const Entry& entry) const;
  [[nodiscard]] Result<std::string> read_link(const Entry& entry) const;
  [[nodiscard]] Result<std::string> read_file(const Entry& entry) const;
  void note_id(const Entry& entry, std::string_view bytes) const;

  Folder folder_;
  std::optional<Folder> blobs_;
  std::map<std::string, std::string, std::less<>> links_;
  mutable std::unordered_map<std::string, std::string> texts_;
};

}  // namespace auditor::source
