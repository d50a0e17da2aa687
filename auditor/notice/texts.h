// Where the text of a licence can be had on this machine: in repositories, and in a folder of licence texts. Never made
// up and never fetched.
#pragma once

#include "auditor/source/snapshot.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::notice {

struct Text {
  std::string bytes;
  std::string from;  // "LICENSE of wren-7b", "/usr/share/common-licenses/GPL-3"
};

// A licence or notice file of a repository.
struct RepositoryText {
  const source::Snapshot* repository = nullptr;
  std::string path;
  std::vector<std::string> ids;  // of the licence texts it holds; empty for a notice file
  bool notice = false;
  std::string bytes;
};

// A licence or notice file of a repository that was not taken.
struct LeftOut {
  const source::Snapshot* repository = nullptr;
  std::string path;
  std::string why;
};

class Texts {
 public:
  // The snapshots outlive it. `folder`: texts that this machine has (Debian's /usr/share/common-licenses); may be
  // empty.
  Texts(const std::vector<const source::Snapshot*>& repositories, const std::string& folder);

  // Of a work that lies in `repository` (null: elsewhere): its own copy, one of another repository, one of the folder.
  // A text that names its holder is only taken from the work itself.
  [[nodiscard]] std::optional<Text> find(std::string_view license, const source::Snapshot* repository) const;

  [[nodiscard]] const std::vector<RepositoryText>& files() const { return files_; }
  [[nodiscard]] const std::vector<LeftOut>& left_out() const { return left_out_; }

 private:
  struct FolderText {
    std::string path;
    std::string id;
    std::string bytes;
  };

  void read_repository(const source::Snapshot& repository);
  void read_folder(const std::string& folder);

  std::vector<RepositoryText> files_;
  std::vector<LeftOut> left_out_;
  std::vector<FolderText> folder_;
};

// Where the text is published, as the catalogue knows; empty when it does not.
[[nodiscard]] std::string address_of(std::string_view license);

}  // namespace auditor::notice
