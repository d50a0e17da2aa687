// Links of documents: files of the repository, pages of forges and hubs, and whose repository a page belongs to.
#pragma once

#include "auditor/evidence/repository/repository.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::evidence {

// "owner/name" behind a URL of a model hub, or of a forge.
struct HostedId {
  std::string owner;  // as written
  std::string name;   // empty for the page of an owner
  std::string rest;   // path below the repository: "blob/main/LICENSE"
};
[[nodiscard]] std::optional<HostedId> hub_id_of(std::string_view url);
[[nodiscard]] std::optional<HostedId> forge_id_of(std::string_view url);

// Names by which documents call their own repository: the remote, or the forge repository a document links most.
class OwnNames {
 public:
  OwnNames() = default;
  OwnNames(Repository& repository, const std::string& document);

  // True when the id can be this repository; with nothing known, any forge id can.
  [[nodiscard]] bool is_self(const HostedId& id) const;
  [[nodiscard]] const std::string& owner() const { return owner_; }  // lower case; empty when unknown
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  std::string owner_;
  std::string name_;
};

// A link of a document resolved against its folder: "./MODEL_LICENSE" in "projects/OPT/README.md" is
// "projects/OPT/MODEL_LICENSE". Pages of the repository's own files on a forge are paths too. Empty for other URLs.
[[nodiscard]] std::string resolve_link(const OwnNames& own, std::string_view document, std::string_view url);

// The file a resolved link means: the path itself, or the one file that differs only by a document extension
// ("MODEL_LICENSE" for MODEL_LICENSE.md). Empty when there is none.
[[nodiscard]] std::string existing_file(const Repository& repository, const std::string& path);

}  // namespace auditor::evidence
