// Files on disk: plain folders, work trees, the Hugging Face cache.
#include "auditor/source/claims.h"
#include "tests/source/opened.h"

#include <filesystem>
#include <fstream>
#include <sys/stat.h>

using namespace auditor;
using namespace auditor::source;
using namespace auditor::test;
namespace fs = std::filesystem;

namespace {

std::unique_ptr<Snapshot> work_tree(const GitFixture& repository) {
  OpenOptions options;
  options.worktree = true;
  return opened(repository.str(), options);
}

}  // namespace

TEST_CASE("a plain folder is listed in the order of git, and knows the ids of what was read") {
  TempFolder folder;
  folder.write("b/x", "x");
  folder.write("b.txt", "dot");
  folder.write("README.md", "# Hello\n");
  const auto snapshot = opened(folder.str());
  CHECK(snapshot->info().kind == SourceKind::folder);
  CHECK(snapshot->info().commit.empty());
  CHECK(paths(*snapshot) == std::vector<std::string>{"README.md", "b.txt", "b/x"});
  CHECK(entry_at(*snapshot, "README.md").oid.empty());
  CHECK(text_of(*snapshot, "README.md") == "# Hello\n");
  // What `git hash-object` says of these bytes.
  CHECK(entry_at(*snapshot, "README.md").oid == "fec56017dc1b1ac87ad6e54e3cb3a20bb8dcc5ab");
}

TEST_CASE("a sub-folder of a plain folder") {
  TempFolder folder;
  folder.write("models/a/README.md", "a");
  OpenOptions options;
  options.path = "models/a";
  CHECK(paths(*opened(folder.str(), options)) == std::vector<std::string>{"README.md"});
  options.path = "models/b";
  CHECK(error_of(folder.str(), options).code == ErrorCode::not_found);
}

TEST_CASE("links in a folder are text: none is followed, neither to files nor to folders") {
  TempFolder outside;
  outside.write("secret/key", "secret");
  TempFolder folder;
  fs::create_symlink(outside.path() / "secret/key", folder.path() / "file");
  fs::create_symlink(outside.path() / "secret", folder.path() / "folder");
  const auto snapshot = opened(folder.str());
  CHECK(paths(*snapshot) == std::vector<std::string>{"file", "folder"});
  CHECK(text_of(*snapshot, "file") == (outside.path() / "secret/key").string());
  CHECK_FALSE(snapshot->open(entry_at(*snapshot, "file")));
}

TEST_CASE("a file replaced by a link or removed after listing is unavailable, not followed") {
  TempFolder outside;
  outside.write("key", "secret");
  TempFolder folder;
  folder.write("x/a", "a");
  folder.write("b", "b");
  folder.write("c", "c");
  const auto snapshot = opened(folder.str());
  fs::remove_all(folder.path() / "x");
  fs::create_symlink(outside.path(), folder.path() / "x");
  fs::rename(outside.path() / "key", outside.path() / "a");
  fs::remove(folder.path() / "b");
  fs::create_symlink(outside.path() / "a", folder.path() / "b");
  fs::remove(folder.path() / "c");
  for (const char* path : {"x/a", "b", "c"}) {
    CHECK(snapshot->text(entry_at(*snapshot, path)).error().code == ErrorCode::unavailable);
    CHECK_FALSE(snapshot->open(entry_at(*snapshot, path)));
  }
}

TEST_CASE("pipes are named, not opened") {
  TempFolder folder;
  REQUIRE(::mkfifo((folder.path() / "pipe").c_str(), 0600) == 0);
  const auto snapshot = opened(folder.str());
  CHECK(snapshot->entries().empty());
  CHECK(has_problem(*snapshot, "pipe", "unsupported"));
}

TEST_CASE("a fresh checkout is clean and has the files of its commit") {
  GitFixture repository{{"README.md", "# A\n"}, {"src/a.py", "x"}};
  repository.checkout();
  const auto snapshot = work_tree(repository);
  CHECK(snapshot->info().kind == SourceKind::worktree);
  CHECK_FALSE(snapshot->info().dirty);
  CHECK(snapshot->info().commit.size() == 40);
  CHECK(paths(*snapshot) == std::vector<std::string>{"README.md", "src/a.py"});
}

TEST_CASE("uncommitted changes are read, and the snapshot is dirty") {
  GitFixture repository{{"README.md", "# A\n"}, {".gitignore", "*.log\nout/\n"}, {"a", "a"}};
  repository.checkout();
  const auto write = [&](const char* path, const char* text) {
    fs::create_directories((repository.path() / path).parent_path());
    std::ofstream(repository.path() / path) << text;
  };
  SECTION("a changed file") {
    write("README.md", "# B\nchanged\n");
    CHECK(work_tree(repository)->info().dirty);
    CHECK(text_of(*work_tree(repository), "README.md") == "# B\nchanged\n");
  }
  SECTION("a new file; ignored ones stay out") {
    write("new", "n");
    write("x.log", "l");
    write("out/y", "y");
    const auto snapshot = work_tree(repository);
    CHECK(snapshot->info().dirty);
    CHECK(paths(*snapshot) == std::vector<std::string>{".gitignore", "README.md", "a", "new"});
  }
  SECTION("ignored files alone leave it clean") {
    write("x.log", "l");
    CHECK_FALSE(work_tree(repository)->info().dirty);
  }
  SECTION("a deleted file") {
    fs::remove(repository.path() / "a");
    const auto snapshot = work_tree(repository);
    CHECK(snapshot->info().dirty);
    CHECK(snapshot->find("a") == nullptr);
  }
  SECTION("a nested repository is not part of it") {
    write("nested/.git/HEAD", "ref: refs/heads/main\n");
    write("nested/README.md", "other");
    CHECK(paths(*work_tree(repository)) == std::vector<std::string>{".gitignore", "README.md", "a"});
  }
}

TEST_CASE("a file that only has a new time is not a change") {
  GitFixture repository{{"a", "a"}};
  repository.checkout();
  fs::last_write_time(repository.path() / "a", fs::file_time_type::clock::now() + std::chrono::hours(1));
  CHECK_FALSE(work_tree(repository)->info().dirty);
}

TEST_CASE("a Hugging Face cache folder: references choose the snapshot, links lead to its blobs") {
  TempFolder cache;
  const std::string root = "models--meta--llama/";
  const std::string commit(40, 'a');
  const std::string old(40, 'b');
  cache.write(root + "refs/main", commit);
  cache.write(root + "refs/pr/1", old);
  cache.write(root + "blobs/fec56017dc1b1ac87ad6e54e3cb3a20bb8dcc5ab", "# Hello\n");
  cache.write(root + "blobs/outside", "x");
  cache.write("secret", "secret");
  const fs::path snapshots = cache.path() / root / "snapshots";
  fs::create_directories(snapshots / commit / "sub");
  fs::create_directories(snapshots / old);
  const std::string blob = "blobs/fec56017dc1b1ac87ad6e54e3cb3a20bb8dcc5ab";
  fs::create_symlink("../../" + blob, snapshots / commit / "README.md");
  fs::create_symlink("../../../" + blob, snapshots / commit / "sub/card.md");
  fs::create_symlink("../../../secret", snapshots / commit / "evil");
  fs::create_symlink("../../blobs/../../secret", snapshots / commit / "evil2");
  fs::create_symlink("../../blobs/gone", snapshots / commit / "gone.bin");
  cache.write(root + "snapshots/" + old + "/plain.txt", "plain");

  const auto snapshot = opened((cache.path() / root).string());
  CHECK(snapshot->info().kind == SourceKind::huggingface_cache);
  CHECK(snapshot->info().name == "meta/llama");
  CHECK(snapshot->info().commit == commit);
  CHECK(text_of(*snapshot, "README.md") == "# Hello\n");
  CHECK(entry_at(*snapshot, "README.md").oid.substr(0, 6) == "fec560");
  CHECK(text_of(*snapshot, "sub/card.md") == "# Hello\n");
  CHECK(entry_at(*snapshot, "evil").kind == EntryKind::symlink);
  CHECK(entry_at(*snapshot, "evil2").kind == EntryKind::symlink);
  CHECK(snapshot->text(entry_at(*snapshot, "gone.bin")).error().code == ErrorCode::unavailable);

  OpenOptions options;
  options.revision = "pr/1";
  CHECK(text_of(*opened((cache.path() / root).string(), options), "plain.txt") == "plain");
  options.revision = old;
  CHECK(text_of(*opened((cache.path() / root).string(), options), "plain.txt") == "plain");
  options.revision = "../../secret";
  CHECK(error_of((cache.path() / root).string(), options).code == ErrorCode::not_found);
  CHECK(opened((snapshots / old).string())->info().commit == old);
  options.revision = "HEAD";
  options.path = "sub";
  CHECK(text_of(*opened((cache.path() / root).string(), options), "card.md") == "# Hello\n");
}

TEST_CASE("A blob of the hub's cache is a claim by its digest; 64 letters that are none claim nothing") {
  const TempFolder cache;
  const std::string model = "models--nest--wren/";
  const std::string commit(40, 'a');
  fs::create_directories(cache.path() / model / "snapshots" / commit);
  for (const char letter : {'c', 'z'}) {
    const std::string blob(64, letter);
    cache.write(model + "blobs/" + blob, "x");
    fs::create_symlink("../../blobs/" + blob, cache.path() / model / "snapshots" / commit / std::string(1, letter));
  }
  const auto claims = claims_of(*opened(cache.str() + "/" + model + "snapshots/" + commit), false);
  REQUIRE(claims.size() == 2);
  CHECK(claims[0].status == ClaimStatus::claimed);
  CHECK(claims[1].status == ClaimStatus::unknown);
  CHECK(claims[1].sha256.empty());
}
