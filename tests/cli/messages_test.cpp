// What is said on standard error: levels, and messages for machines.
#include "auditor/core/json.h"
#include "auditor/core/text.h"
#include "tests/support/catch.h"
#include "tests/support/fixture.h"
#include "tests/support/run.h"

#include <fmt/format.h>

using namespace auditor;
using namespace auditor::test;

namespace {

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::vector<Json> objects(const std::string& lines) {
  std::vector<Json> out;
  for (const std::string_view line : split_lines(lines))
    if (!line.empty()) out.push_back(*parse_json(line, "stderr"));
  return out;
}

}  // namespace

TEST_CASE("--verbose says what is read and found, twice how long it took") {
  const auto repository = build_fixture("fully-open");
  const std::string where = repository->str();
  CHECK(run_auditor({"audit", where}).err.empty());

  const Run once = run_auditor({"audit", where, "-v"});
  CHECK(holds(once.err, "entries\n"));
  CHECK(holds(once.err, "findings\n"));
  CHECK_FALSE(holds(once.err, " ms"));
  CHECK(once.out == run_auditor({"audit", where}).out);

  const Run twice = run_auditor({"audit", where, "-v", "-v"});
  CHECK(holds(twice.err, "auditor: evidence gathered: "));
  CHECK(holds(twice.err, " ms\n"));
}

TEST_CASE("--verbose names what could not be read, by path") {
  const TempFolder folder;
  folder.write("README.md", "---\nlicense: [mit\n---\n# Model\n");
  const Run run = run_auditor({"-v", "audit", folder.str()});
  CAPTURE(run.err);
  CHECK(run.code == 0);
  CHECK(holds(run.err, "auditor: README.md:"));
}

TEST_CASE("--log-format json gives one object a message, with level, path and line") {
  const TempFolder folder;
  folder.write("README.md", "# Model\n");
  folder.write("policy.yaml", "require:\n  class: wide-open\n");
  const Run run =
      run_auditor({"--log-format", "json", "gate", folder.str(), "--config", folder.str() + "/policy.yaml"});
  CHECK(run.code == 2);
  const auto said = objects(run.err);
  REQUIRE(said.size() == 1);
  CHECK(said[0]["level"] == "error");
  CHECK(said[0]["path"] == folder.str() + "/policy.yaml");
  CHECK(said[0]["line"] == 2);
  CHECK_FALSE(said[0]["message"].get<std::string>().empty());
  CHECK(holds(said[0]["time"].get<std::string>(), "T"));

  for (const Json& object : objects(run_auditor({"audit", folder.str(), "-v", "--log-format", "json"}).err))
    CHECK(object["level"] == "info");
}

TEST_CASE("--limit bounds what is read, and the report says what that hides") {
  const TempFolder folder;
  folder.write("README.md", "# Model\n" + std::string(3000, 'x') + "\n");
  const Run run = run_auditor({"audit", folder.str(), "--limit", "blob-bytes=2K", "--format", "json"});
  CHECK(run.code == 0);
  const auto report = parse_json(run.out, "report");
  REQUIRE(report);
  CHECK((*report)["facts"]["limits"][0]["path"] == "README.md");
  CHECK((*report)["verdict"]["class"] == "undetermined");

  for (const char* wrong : {"blob-bytes", "blob-bytes=0", "blob-bytes=2T", "blob-bytes=99999999999G", "size=2K"}) {
    CAPTURE(wrong);
    const Run refused = run_auditor({"audit", folder.str(), "--limit", wrong});
    CHECK(refused.code == 2);
    CHECK(holds(refused.err, "limit"));
  }
}

TEST_CASE("--quiet leaves errors only") {
  const TempFolder folder;
  folder.write("a/README.md", "# Model\n");
  folder.write("list", folder.str() + "/a\n" + folder.str() + "/missing\n");
  const Run loud = run_auditor({"fleet", folder.str() + "/list"});
  CHECK(holds(loud.err, "there is no such folder"));
  CHECK(run_auditor({"fleet", folder.str() + "/list", "--quiet"}).err.empty());
  CHECK(holds(run_auditor({"audit", folder.str() + "/missing", "--quiet"}).err, "there is no such folder"));
}

TEST_CASE("Hostile names reach a terminal as text") {
  const Run run = run_auditor({"audit", "/nowhere/\x1b[31mred\xE2\x80\xAE"});
  CHECK(run.code == 3);
  CHECK_FALSE(holds(run.err, "\x1b"));
  CHECK_FALSE(holds(run.err, "\xE2\x80\xAE"));
}
