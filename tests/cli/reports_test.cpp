// One report document, every format: the same bytes each time, and the same from `render`.
#include "auditor/core/json.h"
#include "auditor/report/render.h"
#include "tests/support/catch.h"
#include "tests/support/fixture.h"
#include "tests/support/run.h"

#include <fstream>
#include <iterator>

using namespace auditor;
using namespace auditor::test;

namespace {

std::string read_all(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Writes every format of an audit into a folder.
void write_all(const std::string& repository, const std::string& folder) {
  std::vector<std::string> arguments = {"audit", repository};
  for (const std::string_view format : report::formats()) {
    arguments.emplace_back("--report");
    arguments.push_back(std::string(format) + "=" + folder + "/" + std::string(format));
  }
  REQUIRE(run_auditor(arguments).code == 0);
}

}  // namespace

TEST_CASE("every format is the same on repetition and from a saved report") {
  const auto repository = build_fixture("conflicting-licenses");
  const TempFolder first;
  const TempFolder second;
  write_all(repository->str(), first.str());
  write_all(repository->str(), second.str());
  for (const std::string_view name : report::formats()) {
    const std::string format(name);
    CAPTURE(format);
    const std::string bytes = read_all(first.str() + "/" + format);
    CHECK_FALSE(bytes.empty());
    CHECK(bytes == read_all(second.str() + "/" + format));
    CHECK(run_auditor({"render", first.str() + "/json", "--format", format}).out == bytes);
  }
}

TEST_CASE("reports into files leave standard output alone") {
  const auto repository = build_fixture("closed-card-only");
  const TempFolder folder;
  const Run run = run_auditor({"audit", repository->str(), "--report", "json=" + folder.str() + "/report.json"});
  CHECK(run.out.empty());
  CHECK(parse_json(read_all(folder.str() + "/report.json"), "report"));
}

TEST_CASE("SOURCE_DATE_EPOCH is the one time in a report") {
  const auto repository = build_fixture("closed-card-only");
  const Run run = run_auditor({"audit", repository->str(), "--format", "json"}, {}, {"SOURCE_DATE_EPOCH=86400"});
  const auto report = parse_json(run.out, "report");
  REQUIRE(report);
  CHECK((*report)["generated"] == "1970-01-02T00:00:00Z");
}

TEST_CASE("a device is written to and stays a device") {
  const auto repository = build_fixture("closed-card-only");
  CHECK(run_auditor({"audit", repository->str(), "--format", "json", "--output", "/dev/null"}).code == 0);
  CHECK(std::filesystem::is_character_file("/dev/null"));
}

TEST_CASE("models are compared side by side, also from saved reports") {
  const auto open = build_fixture("fully-open");
  const auto closed = build_fixture("closed-card-only");
  const TempFolder folder;
  REQUIRE(run_auditor({"audit", open->str(), "--report", "json=" + folder.str() + "/open.json"}).code == 0);
  const Run text = run_auditor({"compare", folder.str() + "/open.json", closed->str()});
  CHECK(text.code == 0);
  CHECK(text.out.find("Open model") != std::string::npos);
  CHECK(text.out.find("Closed") != std::string::npos);
  const Run json = run_auditor({"compare", open->str(), closed->str(), "--format", "json"});
  const auto table = parse_json(json.out, "table");
  REQUIRE(table);
  CHECK((*table)["columns"].size() == 2);
  CHECK(run_auditor({"compare", open->str()}).code == 2);
}
