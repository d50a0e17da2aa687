#include "tests/support/git_fixture.h"

#include "auditor/source/git.h"

#include <atomic>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <git2.h>
#include <git2/sys/repository.h>
#include <stdexcept>
#include <unistd.h>

namespace fs = std::filesystem;

namespace auditor::test {

namespace {

using source::from_hex;
using source::to_hex;

// A broken fixture is a broken test: say so loudly.
void check(int status) {
  if (status < 0) throw std::runtime_error("fixture: " + source::git_message());
}

void free_repository(git_repository* repository) { git_repository_free(repository); }

git_object_t kind_of(const std::string& kind) { return git_object_string2type(kind.c_str()); }

using Signature = std::unique_ptr<git_signature, source::Freer<git_signature_free>>;

constexpr std::int64_t first_commit = 1'700'000'000;  // 2023-11-14
constexpr std::int64_t day = 86'400;

}  // namespace

TempFolder::TempFolder() {
  std::string name = (fs::temp_directory_path() / "auditor-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("fixture: no temporary folder");
  path_ = fs::canonical(name);
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void TempFolder::write(const std::string& path, std::string_view bytes) const {
  fs::create_directories((path_ / path).parent_path());
  std::ofstream(path_ / path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

GitFixture::GitFixture(Layout layout) : repository_(nullptr, free_repository) {
  source::start_git();
  git_repository_init_options options;
  check(git_repository_init_options_init(&options, GIT_REPOSITORY_INIT_OPTIONS_VERSION));
  options.flags = GIT_REPOSITORY_INIT_MKPATH;
  if (layout == Layout::bare) options.flags |= GIT_REPOSITORY_INIT_BARE;
  options.initial_head = "main";
  git_repository* raw = nullptr;
  check(git_repository_init_ext(&raw, folder_.path().c_str(), &options));
  repository_.reset(raw);
}

GitFixture::GitFixture(std::initializer_list<File> files) : GitFixture(Layout::clone) {
  for (const auto& [path, bytes] : files) file(path, bytes);
  commit();
}

GitFixture::~GitFixture() = default;

fs::path GitFixture::git_folder() const { return git_repository_path(repository_.get()); }

fs::path GitFixture::object_file(const std::string& id) const {
  return git_folder() / "objects" / id.substr(0, 2) / id.substr(2);
}

GitFixture& GitFixture::stage(const std::string& path, std::uint32_t mode, std::string_view bytes) {
  staged_[path] = Staged{mode, object("blob", bytes)};
  return *this;
}

GitFixture& GitFixture::file(const std::string& path, std::string_view bytes) { return stage(path, 0100644, bytes); }
GitFixture& GitFixture::executable(const std::string& path, std::string_view bytes) {
  return stage(path, 0100755, bytes);
}
GitFixture& GitFixture::symlink(const std::string& path, std::string_view target) {
  return stage(path, 0120000, target);
}

GitFixture& GitFixture::submodule(const std::string& path, const std::string& commit) {
  staged_[path] = Staged{0160000, commit};
  return *this;
}

GitFixture& GitFixture::remove(const std::string& path) {
  staged_.erase(path);
  return *this;
}

GitFixture& GitFixture::rename(const std::string& from, const std::string& to) {
  staged_[to] = staged_.at(from);
  staged_.erase(from);
  return *this;
}

std::string GitFixture::object(const std::string& kind, std::string_view bytes) {
  git_odb* raw = nullptr;
  check(git_repository_odb(&raw, repository_.get()));
  const source::GitOdb odb(raw);
  git_oid id;
  check(git_odb_write(&id, odb.get(), bytes.data(), bytes.size(), kind_of(kind)));
  return to_hex(id);
}

std::string GitFixture::tree_item(const std::string& mode, std::string_view name, const std::string& id) {
  const git_oid oid = from_hex(id);
  std::string item = mode + " ";
  item.append(name).append(1, '\0').append(reinterpret_cast<const char*>(oid.id), GIT_OID_RAWSZ);
  return item;
}

std::string GitFixture::write_tree() {
  git_index* raw = nullptr;
  check(git_index_new(&raw));
  const source::GitIndex index(raw);
  for (const auto& [path, staged] : staged_) {
    git_index_entry entry{};
    entry.path = path.c_str();
    entry.mode = staged.mode;
    entry.id = from_hex(staged.id);
    check(git_index_add(index.get(), &entry));
  }
  git_oid id;
  check(git_index_write_tree_to(&id, index.get(), repository_.get()));
  return to_hex(id);
}

std::string GitFixture::commit(const std::string& message, const std::vector<std::string>& more_parents) {
  return commit_tree(write_tree(), message, more_parents);
}

// The commit object is written as text: libgit2 would refuse to name a forged tree.
std::string GitFixture::commit_tree(const std::string& tree, const std::string& message,
                                    const std::vector<std::string>& more_parents) {
  std::string text = "tree " + tree + "\n";
  git_oid tip;
  if (git_reference_name_to_id(&tip, repository_.get(), branch_.c_str()) == 0) text += "parent " + to_hex(tip) + "\n";
  for (const std::string& parent : more_parents) text += "parent " + parent + "\n";
  const std::int64_t time = first_commit + day * commits_++;
  text += fmt::format(
      "author Ada Author <ada@example.org> {0} +0000\n"
      "committer Cy Committer <cy@example.org> {0} +0000\n\n{1}\n",
      time, message);
  const std::string id = object("commit", text);
  const git_oid oid = from_hex(id);
  git_reference* reference = nullptr;
  check(git_reference_create(&reference, repository_.get(), branch_.c_str(), &oid, 1, "fixture"));
  git_reference_free(reference);
  return id;
}

void GitFixture::tag(const std::string& name, const std::string& commit) {
  const git_oid oid = from_hex(commit);
  git_reference* reference = nullptr;
  check(git_reference_create(&reference, repository_.get(), ("refs/tags/" + name).c_str(), &oid, 1, "fixture"));
  git_reference_free(reference);
}

void GitFixture::switch_to(const std::string& branch, const std::string& commit) {
  branch_ = "refs/heads/" + branch;
  git_reference* reference = nullptr;
  if (!commit.empty()) {
    const git_oid oid = from_hex(commit);
    check(git_reference_create(&reference, repository_.get(), branch_.c_str(), &oid, 1, "fixture"));
    git_reference_free(reference);
  }
  check(git_repository_set_head(repository_.get(), branch_.c_str()));
  git_oid tip;
  check(git_reference_name_to_id(&tip, repository_.get(), branch_.c_str()));
  git_commit* found = nullptr;
  check(git_commit_lookup(&found, repository_.get(), &tip));
  const source::GitCommit head(found);
  git_tree* tree = nullptr;
  check(git_commit_tree(&tree, head.get()));
  staged_.clear();
  const auto add = [](const char* folder, const git_tree_entry* entry, void* staged) {
    if (git_tree_entry_type(entry) != GIT_OBJECT_TREE) {
      (*static_cast<std::map<std::string, Staged>*>(staged))[std::string(folder) + git_tree_entry_name(entry)] =
          Staged{static_cast<std::uint32_t>(git_tree_entry_filemode(entry)), to_hex(*git_tree_entry_id(entry))};
    }
    return 0;
  };
  check(git_tree_walk(tree, GIT_TREEWALK_PRE, add, &staged_));
  git_tree_free(tree);
}

void GitFixture::config(const std::string& text) { std::ofstream(git_folder() / "config", std::ios::app) << text; }

void GitFixture::remote(const std::string& url) { config("[remote \"origin\"]\n\turl = " + url + "\n"); }

void GitFixture::checkout() {
  git_tree* tree = nullptr;
  const git_oid id = from_hex(write_tree());
  check(git_tree_lookup(&tree, repository_.get(), &id));
  git_checkout_options options;
  check(git_checkout_options_init(&options, GIT_CHECKOUT_OPTIONS_VERSION));
  options.checkout_strategy = GIT_CHECKOUT_FORCE;
  check(git_checkout_tree(repository_.get(), reinterpret_cast<git_object*>(tree), &options));
  git_tree_free(tree);
}

}  // namespace auditor::test
