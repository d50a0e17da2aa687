// Whole reports of the nine fixtures, byte for byte: tests/golden/<fixture>/{facts.json,report.txt,report.md}.
#include "auditor/audit.h"
#include "auditor/render.h"
#include "tests/support/catch.h"
#include "tests/support/fixture.h"
#include "tests/support/reports.h"

#include <filesystem>

using namespace auditor::test;

TEST_CASE("facts and reports of each fixture are those that are kept", "[golden]") {
  for (const std::string& name : fixture_names()) {
    INFO(name);
    const auto repository = build_fixture(name);
    const TempFolder folder;  // a report names the folder it read
    std::filesystem::copy(repository->path(), folder.path() / name,
                          std::filesystem::copy_options::recursive | std::filesystem::copy_options::copy_symlinks);
    const auto snapshot = auditor::open((folder.path() / name).string());
    REQUIRE(snapshot);
    const auto facts = auditor::facts_json(*snapshot);
    const auto report = auditor::audit(*snapshot);
    REQUIRE(facts);
    REQUIRE(report);
    CHECK(golden_difference(name + "/facts.json", *facts) == "");
    CHECK(golden_difference(name + "/report.txt", auditor::render("text", *report).value()) == "");
    CHECK(golden_difference(name + "/report.md", auditor::render("markdown", *report).value()) == "");
  }
}
