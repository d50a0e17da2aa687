#include "auditor/source/git.h"

#include "auditor/core/text.h"

#include <algorithm>
#include <array>
#include <git2/sys/repository.h>

namespace auditor::source {

namespace {

void configure() {
  git_libgit2_init();
  // The owner of a clone in a CI container is often another user. git refuses such clones because their
  // configuration could name programs to run (hooks, fsmonitor, filters, ssh commands). Nothing here runs any: only
  // objects, references and the index are read, so that the check would cost function and give no safety.
  git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
  // Configuration of the machine and of the user must not change an answer.
  for (const int level :
       {GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL, GIT_CONFIG_LEVEL_PROGRAMDATA})
    git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
  // Extensions that change how git writes, not how objects are read. objectformat and refstorage are judged by
  // check_format(), which gives a clearer answer than libgit2.
  std::array<const char*, 7> extensions = {"partialclone", "worktreeconfig", "preciousobjects",  "noop-v1",
                                           "objectformat", "refstorage",     "relativeworktrees"};
  git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions.data(), extensions.size());
  // Trees are read once, straight from the object database; a cache of parsed ones would only be kept, not used.
  git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE, std::size_t{0});
}

}  // namespace

void start_git() {
  // Never shut down: the operating system frees what is left, and a shutdown costs time at exit.
  [[maybe_unused]] static const bool started = (configure(), true);
}

std::string git_message() {
  const git_error* error = git_error_last();
  return error != nullptr && error->message != nullptr ? printable(error->message) : "unknown error";
}

std::string to_hex(const git_oid& id) {
  std::string out(GIT_OID_HEXSZ, '0');
  git_oid_fmt(out.data(), &id);
  return out;
}

git_oid from_hex(std::string_view hex) {
  git_oid id{};
  git_oid_fromstrn(&id, hex.data(), std::min<std::size_t>(hex.size(), GIT_OID_HEXSZ));
  return id;
}

}  // namespace auditor::source
