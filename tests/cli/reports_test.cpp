// One report document, every format: the same bytes each time, and the same from `render`.
#include "auditor/core/json.h"
#include "auditor/report/render.h"
#include "tests/support/catch.h"
#include "tests/support/fixture.h"
#include "tests/support/run.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

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

TEST_CASE("every format is the same on repetition and from a saved report, for every fixture") {
  for (const std::string& name : fixture_names()) {
    CAPTURE(name);
    const auto repository = build_fixture(name);
    const TempFolder first;
    const TempFolder second;
    write_all(repository->str(), first.str());
    write_all(repository->str(), second.str());
    for (const std::string_view known : report::formats()) {
      const std::string format(known);
      CAPTURE(format);
      const std::string bytes = read_all(first.str() + "/" + format);
      CHECK_FALSE(bytes.empty());
      CHECK(bytes == read_all(second.str() + "/" + format));
      CHECK(run_auditor({"render", first.str() + "/json", "--format", format}).out == bytes);
      CHECK(bytes.find(first.str()) == std::string::npos);
    }
  }
}

TEST_CASE("a report does not depend on where the repository lies, its work tree or the time of day") {
  const auto here = build_fixture("llama-like");
  const auto there = build_fixture("llama-like");
  const auto facts_of = [](const GitFixture& repository) {
    Json facts = *parse_json(run_auditor({"facts", repository.str()}).out, "facts");
    facts["source"].erase("name");  // the folder's
    return facts;
  };
  CHECK(facts_of(*here) == facts_of(*there));
  std::filesystem::remove(here->path() / "LICENSE");
  CHECK(facts_of(*here) == facts_of(*there));
}

TEST_CASE("several --report and --output are written at once, and are the same as one by one") {
  const auto repository = build_fixture("stable-diffusion-like");
  const TempFolder folder;
  const std::string at = folder.str() + "/";
  const Run run = run_auditor({"audit", repository->str(), "--report", "sarif=" + at + "a.sarif", "--report",
                               "html=" + at + "a.html", "--report", "markdown=" + at + "a.md", "--format", "badge",
                               "--output", at + "a.badge"});
  CHECK(run.code == 0);
  CHECK(run.out.empty());
  CHECK(run.err.empty());
  for (const auto& [format, file] : std::map<std::string, std::string>{
           {"sarif", "a.sarif"}, {"html", "a.html"}, {"markdown", "a.md"}, {"badge", "a.badge"}}) {
    CAPTURE(format);
    CHECK(read_all(at + file) == run_auditor({"audit", repository->str(), "--format", format}).out);
  }
}

TEST_CASE("colour is for terminals, unless NO_COLOR or --no-color forbid it") {
  const auto repository = build_fixture("restricted-derivative");
  const std::vector<std::string> audit = {"audit", repository->str()};
  const std::string escape = "\x1b[";
  CHECK(run_auditor(audit).out.find(escape) == std::string::npos);
  CHECK(run_on_terminal(audit, {"TERM=xterm"}).out.find(escape) != std::string::npos);
  CHECK(run_on_terminal(audit, {"TERM=xterm", "NO_COLOR=1"}).out.find(escape) == std::string::npos);
  CHECK(run_on_terminal(audit, {"TERM=dumb"}).out.find(escape) == std::string::npos);
  const auto beyond_ascii = [](const std::string& text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) > 127; });
  };
  CHECK_FALSE(beyond_ascii(run_on_terminal(audit, {"TERM=xterm", "LC_ALL=C"}).out));
  CHECK(beyond_ascii(run_on_terminal(audit, {"TERM=xterm", "LC_ALL=C.UTF-8"}).out));
  CHECK(beyond_ascii(run_auditor(audit, {}, {"LC_ALL=C"}).out));  // a file has no locale
  CHECK(run_on_terminal({"audit", repository->str(), "--no-color"}, {"TERM=xterm"}).out.find(escape) ==
        std::string::npos);
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
  // Without it, or with one that is no number, the commit's time.
  for (const std::vector<std::string>& environment : {std::vector<std::string>{}, {"SOURCE_DATE_EPOCH=soon"}}) {
    const Run plain = run_auditor({"audit", repository->str(), "--format", "json"}, {}, environment);
    const auto dated = parse_json(plain.out, "report");
    REQUIRE(dated);
    CHECK((*dated)["generated"] == (*dated)["source"]["time"]);
  }
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
