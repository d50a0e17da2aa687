// Changes of chosen files over all commits.
#include "auditor/source/history.h"

#include "auditor/core/text.h"
#include "tests/source/opened.h"

#include <filesystem>

using namespace auditor;
using namespace auditor::source;
using namespace auditor::test;

namespace {

bool is_license(const std::string& path) { return starts_with_i(base_name(path), "license"); }

History history_of(const GitFixture& repository, const std::string& revision = "HEAD") {
  OpenOptions options;
  options.revision = revision;
  const auto reader = HistoryReader::open(repository.str(), options);
  REQUIRE(reader);
  const auto history = (*reader)->changes(is_license);
  REQUIRE(history);
  return *history;
}

std::vector<std::string> commits(const History& history) {
  std::vector<std::string> out;
  for (const HistoryCommit& commit : history.changed) out.push_back(commit.id);
  return out;
}

}  // namespace

TEST_CASE("history: only commits that change a chosen file, newest first") {
  GitFixture repository;
  const std::string added = repository.file("LICENSE", "MIT").file("a.py", "1").commit("Start");
  repository.file("a.py", "2").commit();
  const std::string changed = repository.file("LICENSE", "Llama").commit("New licence");
  const std::string removed = repository.remove("LICENSE").commit();
  const History history = history_of(repository);
  CHECK(history.commits == 4);
  CHECK(history.first_time == 1'700'000'000);
  CHECK_FALSE(history.cut);
  CHECK(commits(history) == std::vector<std::string>{removed, changed, added});
  const HistoryCommit& middle = history.changed[1];
  CHECK(middle.author == "Ada Author");
  CHECK(middle.summary == "New licence");
  CHECK(middle.time == 1'700'000'000 + 2 * 86'400);
  REQUIRE(middle.changes.size() == 1);
  CHECK(middle.changes[0].kind == HistoryChange::Kind::modified);
  CHECK(middle.changes[0].old_oid == repository.object("blob", "MIT"));
  CHECK(middle.changes[0].new_oid == repository.object("blob", "Llama"));
  CHECK(history.changed[0].changes[0].kind == HistoryChange::Kind::removed);
  CHECK(history.changed[2].changes[0].kind == HistoryChange::Kind::added);
  CHECK(commits(history_of(repository, changed)) == std::vector<std::string>{changed, added});
}

TEST_CASE("history: a rename is one change, and the earlier name is followed") {
  GitFixture repository;
  const std::string first = repository.file("terms.txt", "one\ntwo\nthree\n").commit();
  const std::string second = repository.file("terms.txt", "one\ntwo\nthree\nfour\n").commit();
  const std::string moved = repository.rename("terms.txt", "LICENSE").commit();
  const std::string edited = repository.remove("LICENSE").file("x/LICENSE.md", "one\ntwo\nthree\nfive\n").commit();
  const History history = history_of(repository);
  CHECK(commits(history) == std::vector<std::string>{edited, moved, second, first});
  CHECK(history.changed[0].changes.size() == 1);
  CHECK(history.changed[0].changes[0].kind == HistoryChange::Kind::renamed);
  CHECK(history.changed[0].changes[0].old_path == "LICENSE");
  CHECK(history.changed[1].changes[0].old_path == "terms.txt");
}

TEST_CASE("history: an unlike file put in another's place is no rename") {
  GitFixture repository{{"LICENSE", "one\ntwo\n"}};
  repository.remove("LICENSE").file("LICENSE.md", "completely\ndifferent\ntext\n").commit();
  const History history = history_of(repository);
  REQUIRE(history.changed.size() == 2);
  CHECK(history.changed[0].changes.size() == 2);
}

TEST_CASE("history: a merge counts only when it differs from every parent") {
  GitFixture repository;
  const std::string base = repository.file("LICENSE", "MIT").file("a", "1").commit();
  repository.switch_to("side", base);
  const std::string side = repository.file("LICENSE", "Apache").commit();
  repository.switch_to("main");
  repository.file("a", "2").commit();
  repository.file("LICENSE", "Apache");
  repository.commit("Merge", {side});
  CHECK(commits(history_of(repository)) == std::vector<std::string>{side, base});
  const std::string other = repository.file("LICENSE", "Own").commit("Evil merge", {side});
  CHECK(commits(history_of(repository)).front() == other);
}

TEST_CASE("history: what is not here is said, not guessed") {
  GitFixture repository;
  const std::string first = repository.file("LICENSE", "MIT").commit();
  const std::string second = repository.file("a", "1").commit();
  std::filesystem::remove(repository.object_file(first));
  const History history = history_of(repository);
  CHECK(history.cut);
  CHECK(history.changed.empty());
  TempFolder folder;
  CHECK_FALSE(HistoryReader::open(folder.str(), {}));
}

TEST_CASE("history: a thousand commits that change nothing chosen are walked and left out") {
  GitFixture repository;
  for (int i = 0; i < 40; ++i) repository.file("d" + std::to_string(i) + "/LICENSE", std::to_string(i));
  for (int i = 0; i < 1000; ++i) repository.file("d1/a", std::to_string(i)).commit();
  const History history = history_of(repository);
  CHECK(history.commits == 1000);
  CHECK(history.changed.size() == 1);
  CHECK(history.changed[0].changes.size() == 40);
}
