// The blobs of an OCI layout: files below a folder, or members of one tar archive.
#pragma once

#include "auditor/source/beneath.h"
#include "auditor/source/descriptor.h"
#include "auditor/source/snapshot.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace auditor::source {

class OciBlobs {
 public:
  // Nullopt when it cannot be read, or is no folder and no archive that is not packed.
  [[nodiscard]] static std::optional<OciBlobs> open(const std::filesystem::path& where);

  struct Stretch {
    std::string file;  // below folder()
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
  };
  // Where a file of the layout lies; nullopt when it is not there, or is a link.
  [[nodiscard]] std::optional<Stretch> find(const std::string& path) const;
  [[nodiscard]] std::optional<Stretch> blob(const std::string& sha256) const { return find("blobs/sha256/" + sha256); }
  [[nodiscard]] Result<std::string> read(const std::string& path, std::uint64_t limit) const;
  // The bytes have the digest that names them. Errors: malformed (they have not), unavailable, limit.
  [[nodiscard]] Result<std::string> read_blob(const std::string& sha256, std::uint64_t limit) const;

  // What of an archive was not read.
  [[nodiscard]] const std::vector<Problem>& problems() const { return problems_; }
  [[nodiscard]] const Folder& folder() const { return folder_; }
  [[nodiscard]] Folder take_folder() && { return std::move(folder_); }

 private:
  explicit OciBlobs(Folder folder) : folder_(std::move(folder)) {}
  void read_members();
  void add_member(const std::string& name, const Stretch& stretch);
  void stop(std::string why) { problems_.push_back({"", "the archive of the layout: " + std::move(why), "limit"}); }

  Folder folder_;
  std::string archive_;                     // the archive's name in the folder; empty for a layout that is a folder
  std::map<std::string, Stretch> members_;  // of the archive
  std::vector<Problem> problems_;
  bool twice_ = false;  // said
};

}  // namespace auditor::source
