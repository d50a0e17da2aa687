// A git repository read from its object database.
#include "tests/source/opened.h"

#include <fstream>

using namespace auditor;
using namespace auditor::source;
using namespace auditor::test;
namespace fs = std::filesystem;

TEST_CASE("a clone lists its committed files sorted by path, and reads them without a work tree") {
  GitFixture repository{{"b/x.txt", "x"}, {"b.txt", "dot"}, {"README.md", "# Hello\n"}, {"a", ""}};
  const auto snapshot = opened(repository.str());
  CHECK(paths(*snapshot) == std::vector<std::string>{"README.md", "a", "b.txt", "b/x.txt"});
  CHECK(text_of(*snapshot, "README.md") == "# Hello\n");
  CHECK(text_of(*snapshot, "a").empty());
  CHECK(snapshot->find("b") == nullptr);
  CHECK(snapshot->info().kind == SourceKind::git);
  CHECK(snapshot->info().revision == "HEAD");
  CHECK(snapshot->info().time == 1'700'000'000);
  CHECK(snapshot->problems().empty());
}

TEST_CASE("commit ids of fixtures never change") {
  GitFixture repository;
  CHECK(repository.file("README.md", "# Hello\n").commit("First") == "68fee48cad18d817b2a319bade1de795c3c1ee8e");
}

TEST_CASE("any branch, tag, id or expression names the revision") {
  GitFixture repository;
  const std::string first = repository.file("one", "1").commit();
  repository.tag("v1.0", first);
  const std::string second = repository.file("two", "2").commit();
  for (const std::string& name :
       {std::string("v1.0"), std::string("HEAD~1"), std::string("main^"), first, first.substr(0, 12)}) {
    OpenOptions options;
    options.revision = name;
    const auto snapshot = opened(repository.str(), options);
    CHECK(snapshot->info().commit == first);
    CHECK(snapshot->info().revision == name);
    CHECK(paths(*snapshot) == std::vector<std::string>{"one"});
  }
  CHECK(opened(repository.str())->info().commit == second);
}

TEST_CASE("a revision that does not exist is an error of its own") {
  GitFixture repository{{"a", "a"}};
  OpenOptions options;
  for (const char* name : {"nope", "HEAD~9", "HEAD^{tree}", "", "a..b", "--upload-pack=x"}) {
    options.revision = name;
    CHECK(error_of(repository.str(), options).code == ErrorCode::not_found);
  }
}

TEST_CASE("links, executables and submodules are told apart") {
  GitFixture repository;
  repository.executable("run.sh", "#!/bin/sh\n").symlink("link", "../../etc/passwd");
  repository.submodule("vendor/lib", "0123456789012345678901234567890123456789").commit();
  const auto snapshot = opened(repository.str());
  CHECK(snapshot->find("run.sh")->kind == EntryKind::executable);
  CHECK(snapshot->find("link")->kind == EntryKind::symlink);
  CHECK(text_of(*snapshot, "link") == "../../etc/passwd");
  CHECK(snapshot->find("vendor/lib")->kind == EntryKind::submodule);
  CHECK(snapshot->text(*snapshot->find("vendor/lib")).error().code == ErrorCode::unavailable);
  CHECK_FALSE(snapshot->pointer(*snapshot->find("vendor/lib")));
}

TEST_CASE("a bare repository, its .git folder and a sub-folder of a clone all open") {
  GitFixture bare(GitFixture::Layout::bare);
  bare.file("README.md", "bare").commit();
  CHECK(text_of(*opened(bare.str()), "README.md") == "bare");

  GitFixture clone{{"README.md", "root"}, {"models/a/README.md", "a"}, {"models/b/README.md", "b"}};
  clone.checkout();
  CHECK(text_of(*opened((clone.path() / ".git").string()), "README.md") == "root");
  const auto inner = opened((clone.path() / "models/a").string());
  CHECK(paths(*inner) == std::vector<std::string>{"README.md"});
  CHECK(text_of(*inner, "README.md") == "a");
  CHECK(inner->info().path == "models/a");

  OpenOptions options;
  options.path = "/models/b/";
  CHECK(text_of(*opened(clone.str(), options), "README.md") == "b");
  options.path = "b";
  CHECK(opened((clone.path() / "models").string(), options)->info().path == "models/b");
}

TEST_CASE("a sub-folder that is not there, is a file or leaves the repository is an error") {
  GitFixture repository{{"models/README.md", "a"}};
  OpenOptions options;
  options.path = "nope";
  CHECK(error_of(repository.str(), options).code == ErrorCode::not_found);
  options.path = "models/README.md";
  CHECK(error_of(repository.str(), options).code == ErrorCode::not_found);
  options.path = "../etc";
  CHECK(error_of(repository.str(), options).code == ErrorCode::usage);
}

TEST_CASE("a folder that its repository does not keep is read from disk") {
  GitFixture repository{{"README.md", "root"}};
  fs::create_directories(repository.path() / "build/out");
  std::ofstream(repository.path() / "build/out/README.md") << "scratch";
  const auto snapshot = opened((repository.path() / "build/out").string());
  CHECK(snapshot->info().kind == SourceKind::folder);
  CHECK(text_of(*snapshot, "README.md") == "scratch");
}

TEST_CASE("a repository without commits, a file and nothing at all are source errors") {
  GitFixture empty;
  CHECK(error_of(empty.str()).code == ErrorCode::source);
  CHECK(error_of(empty.str()).message == "the repository has no commit yet");
  TempFolder folder;
  folder.write("file", "x");
  CHECK(error_of((folder.path() / "file").string()).code == ErrorCode::source);
  CHECK(error_of((folder.path() / "nothing").string()).code == ErrorCode::source);
}

TEST_CASE("the name comes from the remote, whose credentials are never shown") {
  GitFixture repository{{"a", "a"}};
  repository.remote("https://me:secret@example.org/meta/llama.git");
  const auto snapshot = opened(repository.str());
  CHECK(snapshot->info().name == "meta/llama");
  CHECK(snapshot->info().remote == "https://example.org/meta/llama.git");
}

TEST_CASE("a remote that is a path of this machine is not shown") {
  for (const char* url : {"/srv/models/llama", "../llama", "file:///srv/models/llama"}) {
    GitFixture repository{{"a", "a"}};
    repository.remote(url);
    CHECK(opened(repository.str())->info().remote.empty());
    CHECK(opened(repository.str())->info().name == repository.path().filename().string());
  }
}

TEST_CASE("without a remote the folder names the repository") {
  GitFixture repository{{"a", "a"}};
  CHECK(opened(repository.str())->info().name == repository.path().filename().string());
}

TEST_CASE("repositories with harmless extensions open; others say what is not supported") {
  GitFixture partial{{"a", "a"}};
  partial.config(
      "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = origin\n\tworktreeConfig = true\n"
      "\tpreciousObjects = true\n\tobjectFormat = sha1\n");
  CHECK(opened(partial.str())->info().partial);

  GitFixture sha256{{"a", "a"}};
  sha256.config("[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectFormat = sha256\n");
  CHECK(error_of(sha256.str()).code == ErrorCode::unsupported);
  CHECK(error_of(sha256.str()).message.find("sha256") != std::string::npos);

  GitFixture reftable{{"a", "a"}};
  reftable.config("[core]\n\trepositoryformatversion = 1\n[extensions]\n\trefStorage = reftable\n");
  CHECK(error_of(reftable.str()).code == ErrorCode::unsupported);
}

TEST_CASE("a blob above the limit is a fact: its size is known, its bytes are not read") {
  GitFixture repository{{"big.bin", std::string(5000, 'x')}, {"small", "s"}};
  OpenOptions options;
  options.limits.blob_bytes = 4096;
  const auto snapshot = opened(repository.str(), options);
  const Entry& big = *snapshot->find("big.bin");
  CHECK(snapshot->size(big) == 5000U);
  CHECK(snapshot->text(big).error().code == ErrorCode::limit);
  CHECK(text_of(*snapshot, "small") == "s");
}

TEST_CASE("bytes read in one audit are bounded together") {
  GitFixture repository{{"a", std::string(600, 'a')}, {"b", std::string(600, 'b')}};
  OpenOptions options;
  options.limits.total_bytes = 1000;
  const auto snapshot = opened(repository.str(), options);
  CHECK(snapshot->text(*snapshot->find("a")));
  CHECK(snapshot->text(*snapshot->find("a")));
  CHECK(snapshot->text(*snapshot->find("b")).error().code == ErrorCode::limit);
}
