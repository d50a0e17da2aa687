// floor REPOSITORY: the least an audit must do: open, walk the tree of HEAD, inflate every document, licence and
// configuration up to 1 MiB. What bench/run measures the program against.
#include <cstdio>
#include <cstring>
#include <git2.h>
#include <string_view>

namespace {

std::size_t blobs = 0;

bool wanted(std::string_view name) {
  for (const std::string_view part :
       {"LICEN", "licen", "COPYING", "NOTICE", ".md", ".toml", ".cff", "config.json", "requirements.txt"})
    if (name.find(part) != std::string_view::npos) return true;
  return false;
}

int visit(const char*, const git_tree_entry* entry, void* payload) {
  if (git_tree_entry_type(entry) != GIT_OBJECT_BLOB || !wanted(git_tree_entry_name(entry))) return 0;
  git_blob* blob = nullptr;
  if (git_blob_lookup(&blob, static_cast<git_repository*>(payload), git_tree_entry_id(entry)) != 0) return 0;
  blobs += git_blob_rawsize(blob) <= 1U << 20U ? 1 : 0;
  git_blob_free(blob);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  git_libgit2_init();
  git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
  git_repository* repository = nullptr;
  git_object* head = nullptr;
  git_object* tree = nullptr;
  const bool read = git_repository_open(&repository, argv[1]) == 0 &&
                    git_revparse_single(&head, repository, "HEAD") == 0 &&
                    git_object_peel(&tree, head, GIT_OBJECT_TREE) == 0 &&
                    git_tree_walk(reinterpret_cast<git_tree*>(tree), GIT_TREEWALK_PRE, visit, repository) == 0;
  std::printf("%zu blobs\n", blobs);
  git_object_free(tree);
  git_object_free(head);
  git_repository_free(repository);
  git_libgit2_shutdown();
  return read ? 0 : 3;
}
