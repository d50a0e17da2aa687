// Repositories made to harm. docs/threat-model.md names each of these tests.
#include "auditor/core/text.h"
#include "tests/source/opened.h"

#include <filesystem>
#include <fstream>
#include <sys/stat.h>

using namespace auditor;
using namespace auditor::source;
using namespace auditor::test;
namespace fs = std::filesystem;

namespace {

std::string forged(GitFixture& repository, const std::vector<std::string>& names) {
  const std::string blob = repository.object("blob", "x");
  std::string tree;
  for (const std::string& name : names) tree += GitFixture::tree_item("100644", name, blob);
  return repository.commit_tree(repository.object("tree", tree));
}

}  // namespace

TEST_CASE("hostile: names that leave the tree or enter .git are never entries") {
  GitFixture repository;
  const std::vector<std::string> names = {"", ".", "..", ".GIT", ".git", "/etc/passwd", "a/../../b", "git~1"};
  forged(repository, names);
  const auto snapshot = opened(repository.str());
  CHECK(snapshot->entries().empty());
  for (const std::string& name : names) CHECK(has_problem(*snapshot, name, "invalid-name"));
}

TEST_CASE("hostile: names that deceive are kept, reported, and shown escaped") {
  GitFixture repository;
  const std::vector<std::string> names = {"a\nb", "a\x1b[31m", "a\u202egpj.exe", "a\xff"};
  forged(repository, names);
  const auto snapshot = opened(repository.str());
  CHECK(paths(*snapshot) == names);
  for (const std::string& name : names) {
    CHECK(has_problem(*snapshot, name, "deceptive-name"));
    CHECK(printable(name) != name);
  }
}

TEST_CASE("hostile: folders named .git or .. inside the tree are not entered") {
  GitFixture repository;
  const std::string inner =
      repository.object("tree", GitFixture::tree_item("100644", "config", repository.object("blob", "x")));
  repository.commit_tree(repository.object(
      "tree", GitFixture::tree_item("40000", "..", inner) + GitFixture::tree_item("40000", ".git", inner)));
  CHECK(opened(repository.str())->entries().empty());
}

TEST_CASE("hostile: a tree that names an entry twice gives the first and says so") {
  GitFixture repository;
  const std::string one = repository.object("blob", "one");
  const std::string two = repository.object("blob", "two");
  repository.commit_tree(repository.object(
      "tree", GitFixture::tree_item("100644", "LICENSE", one) + GitFixture::tree_item("100644", "LICENSE", two)));
  const auto snapshot = opened(repository.str());
  CHECK(paths(*snapshot) == std::vector<std::string>{"LICENSE"});
  CHECK(text_of(*snapshot, "LICENSE") == "one");
  CHECK(has_problem(*snapshot, "LICENSE", "invalid-name"));
}

TEST_CASE("hostile: folders 10,000 deep end at the bound, and the rest is read") {
  GitFixture repository;
  std::string tree = repository.object("tree", GitFixture::tree_item("100644", "end", repository.object("blob", "x")));
  for (int i = 0; i < 10'000; ++i) tree = repository.object("tree", GitFixture::tree_item("40000", "d", tree));
  const std::string readme = repository.object("blob", "# Hello\n");
  repository.commit_tree(repository.object(
      "tree", GitFixture::tree_item("40000", "deep", tree) + GitFixture::tree_item("100644", "readme", readme)));
  const auto snapshot = opened(repository.str());
  CHECK(paths(*snapshot) == std::vector<std::string>{"readme"});
  REQUIRE(snapshot->problems().size() == 1);
  CHECK(snapshot->problems()[0].kind == "limit");
}

TEST_CASE("hostile: a tree that multiplies itself ends at the bound of entries") {
  GitFixture repository;
  std::string tree = repository.object("tree", GitFixture::tree_item("100644", "f", repository.object("blob", "x")));
  for (int level = 0; level < 10; ++level) {
    std::string items;
    for (char c = 'a'; c <= 'j'; ++c) items += GitFixture::tree_item("40000", std::string(1, c), tree);
    tree = repository.object("tree", items);
  }
  repository.commit_tree(tree);
  OpenOptions options;
  options.limits.entries = 20'000;
  const auto snapshot = opened(repository.str(), options);
  CHECK(snapshot->entries().size() < 20'000);
  CHECK(has_problem(*snapshot, "", "limit"));
}

TEST_CASE("hostile: missing and corrupt objects cost only themselves") {
  GitFixture repository{{"bad", "bad bytes"}, {"gone", "gone bytes"}, {"good", "good"}, {"swapped", "swapped"}};
  const std::string bad = repository.object("blob", "bad bytes");
  overwrite(repository.object_file(bad), "not zlib at all");
  fs::remove(repository.object_file(repository.object("blob", "gone bytes")));
  fs::copy_file(repository.object_file(repository.object("blob", "good")),
                repository.object_file(repository.object("blob", "swapped")), fs::copy_options::overwrite_existing);
  const auto snapshot = opened(repository.str());
  CHECK(snapshot->text(entry_at(*snapshot, "bad")).error().code == ErrorCode::malformed);
  CHECK(snapshot->text(entry_at(*snapshot, "bad")).error().path == "bad");
  CHECK(snapshot->text(entry_at(*snapshot, "gone")).error().code == ErrorCode::unavailable);
  CHECK(snapshot->text(entry_at(*snapshot, "swapped")).error().code == ErrorCode::malformed);
  CHECK(text_of(*snapshot, "good") == "good");
}

TEST_CASE("hostile: a missing or broken folder object is a problem with its path") {
  GitFixture repository;
  const std::string blob = repository.object("blob", "x");
  const std::string missing(40, '7');
  const std::string cut = repository.object("tree", GitFixture::tree_item("100644", "ok", blob) + "100644 half");
  repository.commit_tree(repository.object(
      "tree", GitFixture::tree_item("40000", "cut", cut) + GitFixture::tree_item("40000", "gone", missing) +
                  GitFixture::tree_item("40000", "notree", blob) + GitFixture::tree_item("100644", "z", blob)));
  const auto snapshot = opened(repository.str());
  CHECK(paths(*snapshot) == std::vector<std::string>{"cut/ok", "z"});
  CHECK(has_problem(*snapshot, "cut", "corrupt"));
  CHECK(has_problem(*snapshot, "gone", "unavailable"));
  CHECK(has_problem(*snapshot, "notree", "corrupt"));
}

TEST_CASE("hostile: a file that is a folder's object is malformed") {
  GitFixture repository;
  const std::string tree = repository.object("tree", "");
  repository.commit_tree(repository.object("tree", GitFixture::tree_item("100644", "file", tree)));
  const auto snapshot = opened(repository.str());
  CHECK(snapshot->text(entry_at(*snapshot, "file")).error().code == ErrorCode::malformed);
}

TEST_CASE("hostile: packs of garbage give errors, not crashes") {
  GitFixture repository{{"a", "a"}};
  const fs::path packs = repository.git_folder() / "objects/pack";
  fs::create_directories(packs);
  const std::string name = "pack-" + std::string(40, '1');
  std::ofstream(packs / (name + ".idx")) << "\377tOc\0\0\0\2" << std::string(2000, '\xee');
  std::ofstream(packs / (name + ".pack")) << "PACK" << std::string(2000, '\xee');
  CHECK(text_of(*opened(repository.str()), "a") == "a");
}

TEST_CASE("hostile: configuration has no effect: nothing runs, nothing is included, no other work tree is read") {
  GitFixture repository{{"README.md", "real"}};
  repository.checkout();
  TempFolder other;
  other.write("README.md", "other");
  other.write("included", "[remote \"origin\"]\n\turl = https://example.org/from/include\n");
  const fs::path mark = other.path() / "ran";
  const std::string run = "touch " + mark.string();
  for (const char* hook : {"post-checkout", "pre-commit", "post-index-change", "fsmonitor-watchman"}) {
    const fs::path file = repository.git_folder() / "hooks" / hook;
    fs::create_directories(file.parent_path());
    std::ofstream(file) << "#!/bin/sh\n" << run << "\n";
    fs::permissions(file, fs::perms::owner_all);
  }
  REQUIRE(::mkfifo((other.path() / "pipe").c_str(), 0600) == 0);
  repository.config("[include]\n\tpath = " + (other.path() / "included").string() +
                    "\n\tpath = " + (other.path() / "pipe").string() + "\n[core]\n\tfsmonitor = " + run +
                    "\n\tworktree = " + other.str() + "\n\tsshCommand = " + run + "\n\tpager = " + run +
                    "\n[filter \"lfs\"]\n\tsmudge = " + run + "\n\tclean = " + run + "\n\tprocess = " + run +
                    "\n[diff]\n\texternal = " + run + "\n");
  std::ofstream(repository.path() / ".gitattributes") << "* filter=lfs diff=evil\n";
  OpenOptions options;
  CHECK(text_of(*opened(repository.str(), options), "README.md") == "real");
  options.worktree = true;
  const auto snapshot = opened(repository.str(), options);
  CHECK(text_of(*snapshot, "README.md") == "real");
  CHECK(snapshot->info().remote.empty());
  CHECK_FALSE(fs::exists(mark));
}

TEST_CASE("hostile: alternates are named, not followed, cyclic or not") {
  GitFixture other{{"secret", "secret"}};
  GitFixture repository{{"a", "a"}};
  const std::string secret = other.object("blob", "secret");
  repository.commit_tree(repository.object("tree", GitFixture::tree_item("100644", "stolen", secret)));
  const fs::path info = repository.git_folder() / "objects/info";
  fs::create_directories(info);
  std::ofstream(info / "alternates") << (other.git_folder() / "objects").string() << "\n"
                                     << (repository.git_folder() / "objects").string() << "\n/nonexistent\n";
  const auto snapshot = opened(repository.str());
  CHECK(has_problem(*snapshot, "", "unsupported"));
  CHECK(snapshot->text(entry_at(*snapshot, "stolen")).error().code == ErrorCode::unavailable);
  // A clone that borrows its commits is told so.
  std::filesystem::remove(repository.object_file(snapshot->info().commit));
  CHECK(error_of(repository.str()).message.find("alternates") != std::string::npos);
}

TEST_CASE("hostile: pipes in the place of git's files do not hang") {
  for (const char* file : {"HEAD", "config", "packed-refs", "shallow"}) {
    GitFixture repository{{"a", "a"}};
    fs::remove(repository.git_folder() / file);
    REQUIRE(::mkfifo((repository.git_folder() / file).c_str(), 0600) == 0);
    const auto snapshot = open_snapshot(repository.str());
    CHECK((snapshot || snapshot.error().code == ErrorCode::source));
  }
}

TEST_CASE("hostile: objects deleted while the snapshot is open are unavailable") {
  GitFixture repository{{"a", "a"}, {"b", "b"}};
  const auto snapshot = opened(repository.str());
  CHECK(text_of(*snapshot, "a") == "a");
  fs::remove_all(repository.git_folder() / "objects");
  CHECK(text_of(*snapshot, "a") == "a");
  CHECK_FALSE(snapshot->text(entry_at(*snapshot, "b")));
}

TEST_CASE("hostile: a .git file that points nowhere leaves a plain folder") {
  for (const char* text : {"gitdir: /nonexistent", "gitdir: .git", "garbage", ""}) {
    TempFolder folder;
    folder.write(".git", text);
    folder.write("README.md", "x");
    CHECK(paths(*opened(folder.str())) == std::vector<std::string>{"README.md"});
  }
}
