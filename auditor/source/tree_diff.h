// The files in which two trees differ.
#pragma once

#include "auditor/source/tree.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace auditor::source {

struct TreeDifference {
  std::string path;
  std::optional<git_oid> before;  // absent: added
  std::optional<git_oid> after;   // absent: removed
};

// Keeps recent trees, as neighbouring commits share most of theirs.
class TreeDiff {
 public:
  explicit TreeDiff(git_odb* odb) : odb_(odb) {}

  // Sets `incomplete` when a tree is missing or corrupt: differences below it are unknown.
  [[nodiscard]] std::vector<TreeDifference> compare(const git_oid* before, const git_oid* after);
  [[nodiscard]] bool incomplete() const { return incomplete_; }

 private:
  std::string_view tree(const git_oid* id);
  void descend(const git_oid* before, const git_oid* after, const std::string& prefix, std::size_t depth);
  void report(const std::string& prefix, const TreeItem* before, const TreeItem* after, std::size_t depth);

  git_odb* odb_;
  std::unordered_map<std::string, GitOdbObject> trees_;  // by raw id
  std::vector<TreeDifference> found_;
  bool incomplete_ = false;
};

}  // namespace auditor::source
