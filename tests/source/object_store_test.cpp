// Objects that lie about themselves. libgit2's own reader of loose objects overflows, hangs or inflates on these.
#include "tests/source/opened.h"
#include "tests/support/deflated.h"

#include <filesystem>
#include <fstream>
#include <git2.h>
#include <sys/stat.h>

using namespace auditor;
using namespace auditor::source;
using namespace auditor::test;
namespace fs = std::filesystem;

namespace {

std::string read_all(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The error of reading the one file of the repository.
std::string error_of_text(const std::string& where, const std::string& path) {
  const auto snapshot = opened(where);
  const auto text = snapshot->text(entry_at(*snapshot, path));
  return text ? "" : text.error().message;
}

}  // namespace

TEST_CASE("hostile: a loose object that holds more or less than its header states is corrupt, and costs only itself") {
  const std::string body(5000, 'x');
  for (const std::string stated : {"10", "4999", "5001", "1000000", "0", "99999999999999999999", "-1", ""}) {
    CAPTURE(stated);
    GitFixture repository{{"a.txt", body}, {"b.txt", "whole"}};
    const auto snapshot = opened(repository.str());
    overwrite(repository.object_file(entry_at(*snapshot, "a.txt").oid),
              deflated("blob " + stated + std::string(1, '\0') + body));
    CHECK(error_of_text(repository.str(), "a.txt").find("corrupt object") != std::string::npos);
    CHECK(error_of_text(repository.str(), "b.txt").empty());
  }
}

TEST_CASE("hostile: a loose object cut short is corrupt at every length; none is waited for") {
  GitFixture repository{{"a.txt", "some words, and then some others to make it longer than a header"}};
  const fs::path file = repository.object_file(entry_at(*opened(repository.str()), "a.txt").oid);
  const std::string whole = read_all(file);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    overwrite(file, whole.substr(0, size));
    CHECK_FALSE(error_of_text(repository.str(), "a.txt").empty());
  }
  overwrite(file, whole);
  CHECK(error_of_text(repository.str(), "a.txt").empty());
}

TEST_CASE("hostile: commits and trees cut short are errors of their own") {
  GitFixture repository{{"docs/a.txt", "x"}};
  const std::string commit = opened(repository.str())->info().commit;
  const std::string tree = opened(repository.str())->info().tree;
  const fs::path tree_file = repository.object_file(tree);
  const std::string whole = read_all(tree_file);
  overwrite(tree_file, whole.substr(0, whole.size() / 2));
  CHECK(has_problem(*opened(repository.str()), "", "corrupt"));
  overwrite(tree_file, whole);
  const std::string commit_bytes = read_all(repository.object_file(commit));
  overwrite(repository.object_file(commit), commit_bytes.substr(0, commit_bytes.size() / 2));
  CHECK_FALSE(open_snapshot(repository.str()));
}

TEST_CASE("hostile: a pipe in the place of an object is a missing object, not a wait") {
  GitFixture repository{{"a.txt", "x"}};
  const fs::path file = repository.object_file(entry_at(*opened(repository.str()), "a.txt").oid);
  fs::remove(file);
  REQUIRE(::mkfifo(file.c_str(), 0644) == 0);
  CHECK(error_of_text(repository.str(), "a.txt") == "the object is missing");
}

TEST_CASE("hostile: commits, tags and folders too large to be any are not unpacked") {
  GitFixture repository{{"a.txt", "x"}};
  const std::string tree = opened(repository.str())->info().tree;
  const std::string padding(64U << 20U, 'a');
  const std::string commit =
      repository.object("commit", "tree " + tree + "\nauthor a <a@b> 1 +0000\ncommitter a <a@b> 1 +0000\n\n" + padding);
  repository.tag("large", commit);
  OpenOptions options;
  options.revision = "large";
  const auto snapshot = open_snapshot(repository.str(), options);
  REQUIRE_FALSE(snapshot);
  CHECK(snapshot.error().message.find("too large") != std::string::npos);
}

TEST_CASE("hostile: a large file in the place of a folder is asked for its kind before it is unpacked") {
  GitFixture repository;
  const std::string blob = repository.object("blob", std::string(32U << 20U, 'a'));
  repository.commit_tree(repository.object("tree", GitFixture::tree_item("40000", "folder", blob)));
  CHECK(has_problem(*opened(repository.str()), "folder", "corrupt"));
}

TEST_CASE("an id in part names the commit it is the beginning of, loose or packed") {
  GitFixture repository{{"a.txt", "x"}};
  const std::string commit = opened(repository.str())->info().commit;
  OpenOptions options;
  options.revision = commit.substr(0, 9);
  CHECK(opened(repository.str(), options)->info().commit == commit);
  options.revision = std::string(9, commit[0] == 'f' ? 'e' : 'f');
  CHECK_FALSE(open_snapshot(repository.str(), options));
}

TEST_CASE("what refs/replace names is said and has no effect") {
  GitFixture repository{{"LICENSE", "the real one"}};
  const std::string real = entry_at(*opened(repository.str()), "LICENSE").oid;
  const std::string other = repository.object("blob", "another");
  fs::create_directories(repository.git_folder() / "refs/replace");
  std::ofstream(repository.git_folder() / "refs/replace" / real) << other << "\n";
  const auto snapshot = opened(repository.str());
  CHECK(text_of(*snapshot, "LICENSE") == "the real one");
  CHECK(has_problem(*snapshot, "", "unsupported"));
}

TEST_CASE("hostile: a folder with a repository's files beside its own is no repository and no model") {
  GitFixture bare(GitFixture::Layout::bare);
  bare.file("LICENSE", "MIT").commit();
  CHECK(opened(bare.str())->info().kind == SourceKind::git);
  std::ofstream(bare.path() / "LICENSE") << "terms of the folder";
  const auto snapshot = open_snapshot(bare.str());
  REQUIRE_FALSE(snapshot);
  CHECK(snapshot.error().message.find("LICENSE") != std::string::npos);
}

TEST_CASE("hostile: objects planted in a hub cache folder are not audited in the place of its snapshot") {
  const TempFolder cache;
  const std::string root = "models--nest--wren/";
  const std::string commit(40, '1');
  cache.write(root + "snapshots/" + commit + "/README.md", "# Wren\n");
  cache.write(root + "snapshots/" + commit + "/HEAD", "ref: refs/heads/main\n");
  cache.write(root + "snapshots/" + commit + "/objects/x", "");
  cache.write(root + "snapshots/" + commit + "/refs/x", "");
  const auto snapshot = opened(cache.str() + "/" + root + "snapshots/" + commit);
  CHECK(snapshot->info().kind == SourceKind::huggingface_cache);
  CHECK(snapshot->find("README.md") != nullptr);
}
