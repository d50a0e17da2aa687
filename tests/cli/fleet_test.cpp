#include "auditor/core/json.h"
#include "auditor/core/text.h"
#include "tests/support/catch.h"
#include "tests/support/fixture.h"
#include "tests/support/run.h"

#include <fstream>
#include <iterator>

using namespace auditor;
using namespace auditor::test;

namespace {

std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream in(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("a fleet gives one line a source in their order, resumes, and is split into shards") {
  const auto open = build_fixture("fully-open");
  const auto closed = build_fixture("closed-card-only");
  const TempFolder folder;
  folder.write("list", open->str() + "\n# a remark\n/no/such/place\n" + closed->str() + "\n");
  const std::string out = folder.str() + "/out.jsonl";

  REQUIRE(run_auditor({"fleet", folder.str() + "/list", "--output", out, "--jobs", "2"}).code == 0);
  const auto lines = lines_of(out);
  REQUIRE(lines.size() == 3);
  CHECK(parse_json(lines[0], "line")->at("verdict") == "open-model");
  CHECK(parse_json(lines[1], "line")->contains("error"));
  CHECK(parse_json(lines[2], "line")->at("verdict") == "closed");

  REQUIRE(run_auditor({"fleet", folder.str() + "/list", "--output", out, "--resume"}).code == 0);
  CHECK(lines_of(out).size() == 3);

  const Run second = run_auditor({"fleet", folder.str() + "/list", "--shard", "2/3", "--quiet"});
  CHECK(split_lines(second.out).size() == 1);
  CHECK(run_auditor({"fleet", folder.str() + "/list", "--shard", "4/3"}).code == 2);
}
