#include "auditor/source/tree_diff.h"

#include <algorithm>
#include <cstring>

namespace auditor::source {

namespace {

constexpr std::size_t max_depth = 256;
constexpr std::size_t kept_trees = 4096;
constexpr std::size_t max_differences = 200'000;  // of one commit

// git's order: a folder's name counts as if it ended with a slash.
int compare_items(const TreeItem& a, const TreeItem& b) {
  const std::size_t common = std::min(a.name.size(), b.name.size());
  if (const int order = a.name.compare(0, common, b.name, 0, common); order != 0) return order;
  const auto next = [common](const TreeItem& item) {
    const char end = item.is_tree() ? '/' : '\0';
    return static_cast<unsigned char>(item.name.size() > common ? item.name[common] : end);
  };
  return static_cast<int>(next(a)) - static_cast<int>(next(b));
}

bool same(const TreeItem& a, const TreeItem& b) { return std::memcmp(a.id, b.id, GIT_OID_RAWSZ) == 0; }

}  // namespace

std::string_view TreeDiff::tree(const git_oid* id) {
  if (id == nullptr) return {};
  std::string key(reinterpret_cast<const char*>(id->id), GIT_OID_RAWSZ);
  if (const auto known = trees_.find(key); known != trees_.end()) return object_bytes(known->second);
  auto object = read_object(odb_, *id, GIT_OBJECT_TREE);
  if (!object) {
    incomplete_ = true;
    return {};
  }
  return object_bytes(trees_.emplace(std::move(key), std::move(*object)).first->second);
}

void TreeDiff::report(const std::string& prefix, const TreeItem* before, const TreeItem* after, std::size_t depth) {
  const TreeItem& item = before != nullptr ? *before : *after;
  std::string path = prefix + std::string(item.name);
  std::optional<git_oid> old_id;
  std::optional<git_oid> new_id;
  if (before != nullptr) old_id = before->oid();
  if (after != nullptr) new_id = after->oid();
  if (item.is_tree()) {
    descend(old_id ? &*old_id : nullptr, new_id ? &*new_id : nullptr, path + "/", depth + 1);
  } else if (!item.is_submodule() && found_.size() < max_differences) {
    found_.push_back(TreeDifference{std::move(path), old_id, new_id});
  }
}

void TreeDiff::descend(const git_oid* before, const git_oid* after, const std::string& prefix, std::size_t depth) {
  if (depth > max_depth || found_.size() >= max_differences) {
    incomplete_ = true;
    return;
  }
  TreeReader old_reader(tree(before));
  TreeReader new_reader(tree(after));
  auto old_item = old_reader.next();
  auto new_item = new_reader.next();
  while (old_item || new_item) {
    const int order = !old_item ? 1 : !new_item ? -1 : compare_items(*old_item, *new_item);
    const bool take_old = order <= 0;
    const bool take_new = order >= 0;
    if (!(take_old && take_new && same(*old_item, *new_item))) {
      report(prefix, take_old ? &*old_item : nullptr, take_new ? &*new_item : nullptr, depth);
    }
    if (take_old) old_item = old_reader.next();
    if (take_new) new_item = new_reader.next();
  }
}

std::vector<TreeDifference> TreeDiff::compare(const git_oid* before, const git_oid* after) {
  // Only between comparisons: views into the trees are held while one runs.
  if (trees_.size() > kept_trees) trees_.clear();
  found_.clear();
  if (before != nullptr && after != nullptr && git_oid_equal(before, after) != 0) return {};
  descend(before, after, "", 0);
  return std::move(found_);
}

}  // namespace auditor::source
