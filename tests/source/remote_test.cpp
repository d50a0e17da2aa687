// Sources named by URL.
#include "auditor/source/remote.h"

#include "auditor/source/git_repository.h"
#include "auditor/source/watchdog.h"
#include "tests/source/opened.h"

#include <array>
#include <unistd.h>

using namespace auditor;
using namespace auditor::source;
using namespace auditor::test;

TEST_CASE("URLs, ssh forms, paths and refused transports are told apart") {
  for (const char* url :
       {"https://huggingface.co/a/b", "HTTP://x/y", "ssh://git@x/y", "git://x/y", "git@github.com:a/b"})
    CHECK(locate(url) == Location::remote);
  for (const char* path :
       {"models/a", "/srv/a:b", "./git@host:a", "C:", "a@b", "dir/x::y", "dir/https://x", "-oProxyCommand=x@y:z"})
    CHECK(locate(path) == Location::local);
  for (const char* url : {"ext::sh -c id", "fd::17", "ftp://x/y", "ext::https://x"})
    CHECK(locate(url) == Location::unsupported);
}

TEST_CASE("a refused transport is a usage error, before anything is run") {
  CHECK(error_of("ext::sh -c 'touch /tmp/owned'").code == ErrorCode::usage);
}

TEST_CASE("file URLs are paths") {
  GitFixture repository{{"a", "a"}};
  CHECK(text_of(*opened("file://" + repository.str()), "a") == "a");
  CHECK(file_url_path("file:///x/y") == "/x/y");
  CHECK_FALSE(file_url_path("file://other/x"));
}

TEST_CASE("a repository is fetched bare, and again when it has moved") {
  GitFixture origin{{"README.md", "one"}};
  TempFolder cache;
  const auto first = fetch_bare(origin.str(), cache.path());
  REQUIRE(first);
  CHECK(text_of(*opened(first->string()), "README.md") == "one");
  const std::string commit = origin.file("README.md", "two").commit();
  origin.tag("v2", commit);
  const auto second = fetch_bare(origin.str(), cache.path());
  REQUIRE(second);
  CHECK(*second == *first);
  CHECK(text_of(*opened(second->string()), "README.md") == "two");
  OpenOptions options;
  options.revision = "v2";
  CHECK(opened(second->string(), options)->info().commit == commit);
}

TEST_CASE("what cannot be fetched says so") {
  TempFolder cache;
  const auto failed = fetch_bare(cache.str() + "/nothing", cache.path());
  REQUIRE_FALSE(failed);
  CHECK(failed.error().code == ErrorCode::source);
}

TEST_CASE("what waits for the network without end is interrupted, and not while something moves") {
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  char byte = 0;
  {
    Watchdog watchdog(std::chrono::milliseconds(50));
    CHECK(::read(ends[0], &byte, 1) == -1);
    CHECK(watchdog.barked());
  }
  Watchdog patient(std::chrono::milliseconds(50));
  patient.moved(std::chrono::hours(1));
  REQUIRE(::write(ends[1], "x", 1) == 1);
  ::usleep(100'000);
  CHECK(::read(ends[0], &byte, 1) == 1);
  CHECK_FALSE(patient.barked());
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_CASE("names and credentials of remotes") {
  CHECK(name_of_remote("https://github.com/a/b.git") == "a/b");
  CHECK(name_of_remote("git@github.com:a/b") == "a/b");
  CHECK(name_of_remote("https://huggingface.co/datasets/a/b/") == "a/b");
  CHECK(without_credentials("https://u:p@h/x@y") == "https://h/x@y");
  CHECK(without_credentials("git@h:a/b") == "git@h:a/b");
  CHECK(without_credentials("https://h/a/b.git?private_token=x&y") == "https://h/a/b.git");
  CHECK(without_credentials("https://h/a#token=x") == "https://h/a");
  CHECK(without_credentials("https://u:p@h?x") == "https://h");
  CHECK(without_credentials("oauth2:token@h:a/b") == "h:a/b");
  CHECK(without_credentials("token@h:a/b") == "h:a/b");
  CHECK(without_credentials("git:token@h:a/b") == "h:a/b");
  CHECK(without_credentials("user:token@h/a/b") == "h/a/b");
  CHECK(without_credentials("https://u:pass/word@h/a") == "https://h/a");
  CHECK(without_credentials("https://h/a;token=x") == "https://h/a");
  CHECK(without_credentials("https://h:8443/@user/a") == "https://h:8443/@user/a");
  CHECK(without_credentials("https://h/a@main") == "https://h/a@main");
  CHECK(without_credentials("wren@main") == "wren@main");
  CHECK(without_credentials("/srv/models/a@b:c") == "/srv/models/a@b:c");
  CHECK(without_credentials("models/wren?x") == "models/wren?x");
}
