// The evidence pack: lines stand beside the very bytes that were cited.
#include "auditor/report/pack.h"

#include "tests/support/catch.h"

using namespace auditor;

TEST_CASE("lines are asked for with the blob they were cited from, and none stand where the reader has others") {
  const Json cited = {
      {"path", "README.md"}, {"start_line", 2}, {"end_line", 3}, {"oid", std::string(40, 'a')}, {"quote", "two"}};
  const Json report = {{"findings", Json::array({{{"rule", "one"}, {"evidence", Json::array({cited})}}})}};
  const auto lines_with = [&](const std::string& stored) {
    const auto files = report::pack_files(report, [&](const report::CitedLines& asked) -> std::optional<std::string> {
      CHECK(asked.path == "README.md");
      CHECK(asked.start == 2);
      CHECK(asked.end == 3);
      if (asked.oid != stored) return std::nullopt;
      return "two\nthree\n";
    });
    return Json::parse(files.at("evidence.json"))["citations"][0]["lines"];
  };
  CHECK(lines_with(std::string(40, 'a')) == "two\nthree\n");
  CHECK(lines_with(std::string(40, 'b')).is_null());
}
