// Which paths .gitattributes hands to Git LFS.
#include "auditor/source/attributes.h"

#include "tests/source/opened.h"

using namespace auditor::source;
using namespace auditor::test;

TEST_CASE("patterns match as git's do") {
  const auto matches = [](const char* pattern, const char* path) { return PathPattern(pattern).matches(path); };
  CHECK(matches("*.bin", "a.bin"));
  CHECK(matches("*.bin", "deep/down/a.bin"));
  CHECK_FALSE(matches("*.bin", "a.bin.txt"));
  CHECK(matches("*.7z", ".7z"));
  CHECK(matches("/a.bin", "a.bin"));
  CHECK_FALSE(matches("/a.bin", "x/a.bin"));
  CHECK(matches("x/*.bin", "x/a.bin"));
  CHECK_FALSE(matches("x/*.bin", "x/y/a.bin"));
  CHECK_FALSE(matches("x/*.bin", "z/x/a.bin"));
  CHECK(matches("x/**", "x/y/z"));
  CHECK_FALSE(matches("x/**", "x"));
  CHECK(matches("**/a", "a"));
  CHECK(matches("**/a", "x/y/a"));
  CHECK_FALSE(matches("**/a", "xa"));
  CHECK(matches("x/**/a", "x/a"));
  CHECK(matches("x/**/a", "x/y/z/a"));
  CHECK_FALSE(matches("x/**/a", "x/ya"));
  CHECK(matches("saved_model/**/*", "saved_model/variables/variables.index"));
  CHECK(matches("*tfevents*", "logs/events.out.tfevents.1"));
  CHECK(matches("a?[b-d]", "axc"));
  CHECK_FALSE(matches("a?[!b-d]", "axc"));
  CHECK(matches("\\*", "*"));
  CHECK_FALSE(matches("\\*", "x"));
}

TEST_CASE("a pattern made to be slow is not") {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "*a";
  CHECK_FALSE(PathPattern(pattern + "b").matches(std::string(4000, 'a')));
}

TEST_CASE("the last line that matches decides; filter=lfs can be taken back") {
  LfsPatterns patterns;
  patterns.add(
      "", "# comment\n*.bin filter=lfs diff=lfs merge=lfs -text\nsmall.bin -filter\n*.md text\n\"a b.x\" filter=lfs\n");
  CHECK(patterns.tracked("model.bin"));
  CHECK_FALSE(patterns.tracked("small.bin"));
  CHECK_FALSE(patterns.tracked("README.md"));
  CHECK(patterns.tracked("a b.x"));
}

TEST_CASE("a deeper file wins, and its patterns are relative to it") {
  GitFixture repository{{".gitattributes", "*.bin filter=lfs\n"}, {"x/.gitattributes", "/a.bin !filter\n"}};
  const auto patterns = LfsPatterns::read(*opened(repository.str()));
  CHECK(patterns.tracked("a.bin"));
  CHECK_FALSE(patterns.tracked("x/a.bin"));
  CHECK(patterns.tracked("x/y/a.bin"));
}

TEST_CASE("macros that mean LFS are understood") {
  LfsPatterns patterns;
  patterns.add("", "[attr]large filter=lfs -text\n*.ckpt large\n");
  CHECK(patterns.tracked("a.ckpt"));
}
