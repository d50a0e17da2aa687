// A git repository opened for reading: where it lies, what its own configuration says, its objects.
#pragma once

#include "auditor/source/git.h"
#include "auditor/source/listing.h"
#include "auditor/source/object_head.h"
#include "auditor/source/redact.h"

#include <filesystem>
#include <memory>
#include <string>

namespace auditor::source {

// The few settings an audit reports or obeys, read from the repository's own file without following includes.
struct GitSettings {
  std::string remote;         // URL of origin, credentials removed
  std::string object_format;  // "" or "sha1", else not supported
  std::string ref_storage;    // "" or "files", else not supported
  bool partial = false;
};

[[nodiscard]] GitSettings read_settings(std::string_view text);

// "owner/name" of a repository's URL; empty when it has no two steps.
[[nodiscard]] std::string name_of_remote(std::string_view url);

struct GitPlace {
  std::filesystem::path root;  // work tree, or the bare repository itself
  std::filesystem::path git;   // folder with HEAD
  bool bare = false;
};

// The repository that holds `where`, looked for upward from a folder; nullopt when there is none.
[[nodiscard]] std::optional<GitPlace> find_repository(const std::filesystem::path& where);

struct OpenRepository {
  GitPlace place;
  std::filesystem::path common;  // folder with objects, config, lfs: of the main repository for a linked worktree
  GitRepository handle;
  std::shared_ptr<const PackHeads> packs;
  GitOdb odb;
  GitSettings settings;
  bool shallow = false;
  std::vector<Problem> problems;
};

[[nodiscard]] Result<OpenRepository> open_repository(const GitPlace& place);

// The commit that a branch, tag, id or expression like HEAD~2 names.
[[nodiscard]] Result<GitCommit> find_commit(const OpenRepository& repository, const std::string& revision);

}  // namespace auditor::source
