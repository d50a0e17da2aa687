#include "auditor/assess/changes.h"

#include "auditor/report/changes.h"
#include "tests/support/catch.h"

#include <algorithm>

using namespace auditor;
using namespace auditor::assess;

namespace {

Json report_of(const char* verdict, const char* license, const char* openness, int bias) {
  Json r = {{"source", {{"name", "lark"}, {"revision", "HEAD"}, {"commit", std::string(40, 'a')}}},
            {"verdict", {{"class", verdict}}},
            {"bias", {{"level", bias}}},
            {"findings", Json::array()}};
  r["scopes"]["weights"] = {{"status", "included"},
                            {"license", {{"concluded", license}, {"openness", openness}}},
                            {"evidence", Json::array()}};
  return r;
}

const Change* find(const std::vector<Change>& changes, const std::string& subject) {
  const auto found =
      std::find_if(changes.begin(), changes.end(), [&](const Change& c) { return c.subject == subject; });
  return found == changes.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("equal reports have no changes") {
  const Json same = report_of("open-weights", "MIT", "open", 2);
  CHECK(compare_reports(same, same).empty());
}

TEST_CASE("a more restrictive licence and a lower class are regressions") {
  const auto changes = compare_reports(report_of("open-weights", "MIT", "open", 2),
                                       report_of("restricted-weights", "CC-BY-NC-4.0", "noncommercial", 2));
  REQUIRE(find(changes, "verdict") != nullptr);
  CHECK(find(changes, "verdict")->direction == Direction::worse);
  REQUIRE(find(changes, "weights licence") != nullptr);
  CHECK(find(changes, "weights licence")->direction == Direction::worse);
  CHECK(has_regression(changes));
}

TEST_CASE("better documentation is no regression; unknown terms in place of known ones are") {
  CHECK_FALSE(has_regression(
      compare_reports(report_of("open-weights", "MIT", "open", 1), report_of("open-weights", "MIT", "open", 3))));
  CHECK(has_regression(compare_reports(report_of("open-weights", "MIT", "open", 1),
                                       report_of("open-weights", "LicenseRef-unknown", "unknown", 1))));
}

TEST_CASE("findings are compared by fingerprint") {
  Json before = report_of("open-weights", "MIT", "open", 1);
  Json after = before;
  before["findings"] = {
      {{"rule", "a"}, {"status", "fail"}, {"severity", "error"}, {"fingerprint", "1"}, {"message", "old"}}};
  after["findings"] = {
      {{"rule", "b"}, {"status", "fail"}, {"severity", "error"}, {"fingerprint", "2"}, {"message", "new"}}};
  const auto changes = compare_reports(before, after);
  REQUIRE(changes.size() == 2);
  CHECK(find(changes, "finding b")->direction == Direction::worse);
  CHECK(find(changes, "finding a")->direction == Direction::better);
}

TEST_CASE("a rule that fails at the same place in other words is no regression; at another place it is") {
  const auto with = [](const char* fingerprint, const char* path, const char* message) {
    Json report = report_of("open-weights", "MIT", "open", 1);
    report["findings"] = Json::array({{{"rule", "a"},
                                       {"rule_set", "s"},
                                       {"status", "fail"},
                                       {"severity", "error"},
                                       {"fingerprint", fingerprint},
                                       {"message", message},
                                       {"evidence", Json::array({{{"path", path}}})}}});
    return report;
  };
  const Json before = with("1", "LICENSE", "It is MIT.");
  const auto reworded = compare_reports(before, with("2", "LICENSE", "It is Zlib."));
  REQUIRE(reworded.size() == 1);
  CHECK(reworded[0].direction == Direction::changed);
  CHECK(reworded[0].before == "It is MIT.");
  CHECK(reworded[0].after == "It is Zlib.");
  CHECK(compare_reports(before, with("2", "LICENSE", "It is MIT.")).empty());
  CHECK(has_regression(compare_reports(before, with("2", "model.bin", "It is MIT."))));
}

TEST_CASE("changes are rendered as text, Markdown and JSON; hostile text stays text") {
  const Json before = report_of("open-weights", "MIT", "open", 2);
  Json after = report_of("closed", "<b>", "unknown", 2);
  const Json document = to_json(compare_reports(before, after), before, after);
  CHECK(report::render_changes("text", document)->find("verdict: open-weights -> closed") != std::string::npos);
  CHECK(report::render_changes("markdown", document)->find("<b>") == std::string::npos);
  CHECK(parse_json(*report::render_changes("json", document), "x"));
  CHECK_FALSE(report::render_changes("yaml", document));
}
