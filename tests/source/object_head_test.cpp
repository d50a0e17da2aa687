#include "auditor/source/object_head.h"

#include "auditor/source/snapshot.h"
#include "tests/support/catch.h"
#include "tests/support/git_fixture.h"

#include <filesystem>
#include <git2.h>

using namespace auditor;
using namespace auditor::test;

namespace {

std::string many_lines(int from, int count) {
  std::string out;
  for (int i = from; i < from + count; ++i) out += "line " + std::to_string(i * 7919) + "\n";
  return out;
}

// Moves every object into one pack, similar ones as differences.
void pack(const GitFixture& fixture) {
  git_repository* repository = nullptr;
  REQUIRE(git_repository_open(&repository, fixture.str().c_str()) == 0);
  git_packbuilder* builder = nullptr;
  git_oid head;
  REQUIRE(git_packbuilder_new(&builder, repository) == 0);
  REQUIRE(git_reference_name_to_id(&head, repository, "HEAD") == 0);
  REQUIRE(git_packbuilder_insert_recur(builder, &head, nullptr) == 0);
  REQUIRE(git_packbuilder_write(builder, nullptr, 0, nullptr, nullptr) == 0);
  git_packbuilder_free(builder);
  git_repository_free(repository);
  const auto objects = fixture.git_folder() / "objects";
  for (const auto& entry : std::filesystem::directory_iterator(objects))
    if (entry.path().filename().string().size() == 2) std::filesystem::remove_all(entry.path());
}

}  // namespace

TEST_CASE("the first bytes of every object are those of its text, loose or packed") {
  GitFixture repository{
      {"small", "abc"}, {"empty", ""}, {"large", many_lines(0, 20000)}, {"binary", std::string(3000, '\0')}};
  // The same text with a few lines changed at the front, in the middle and behind: packed as differences.
  repository.file("front", "first\n" + many_lines(0, 20000));
  repository.file("behind", many_lines(0, 20000) + "last\n");
  repository.file("middle", many_lines(5000, 15000) + many_lines(0, 5000));
  repository.commit("More");
  const auto check = [&] {
    const auto snapshot = source::open_snapshot(repository.str());
    REQUIRE(snapshot);
    for (const source::Entry& entry : (*snapshot)->entries()) {
      INFO(entry.path);
      const auto head = (*snapshot)->head(entry, 1000);
      REQUIRE(head);
      CHECK(*head == (*snapshot)->text(entry)->substr(0, 1000));
    }
  };
  check();
  pack(repository);
  check();
  // Those of the pack were found in it, not by reading all.
  const source::PackHeads packs(repository.git_folder() / "objects");
  REQUIRE_FALSE(packs.empty());
  const auto snapshot = source::open_snapshot(repository.str());
  for (const source::Entry& entry : (*snapshot)->entries()) {
    INFO(entry.path);
    CHECK(packs.head(entry.oid, 1000) == (*snapshot)->text(entry)->substr(0, 1000));
  }
  CHECK_FALSE(packs.head(std::string(40, '0'), 1000));
}

TEST_CASE("a stream that packs nothing for as long as it likes is no answer") {
  const TempFolder folder;
  // A zlib stream of empty stored blocks, then more than was read.
  std::string bytes("\x78\x01", 2);
  for (int i = 0; i < 2000; ++i) bytes += std::string("\0\0\0\xff\xff", 5);
  folder.write("aa/" + std::string(38, 'b'), bytes);
  const auto objects = source::Folder::open(folder.path());
  REQUIRE(objects);
  CHECK_FALSE(source::loose_object_head(*objects, "aa" + std::string(38, 'b'), 1000));
}
