// What pipelines rely on: exit codes, and where messages go.
#include "auditor/core/json.h"
#include "tests/support/catch.h"
#include "tests/support/fixture.h"
#include "tests/support/run.h"

using namespace auditor;
using namespace auditor::test;

TEST_CASE("an audit reports on standard output, says nothing else and succeeds") {
  const auto repository = build_fixture("fully-open");
  const Run run = run_auditor({"audit", repository->str(), "--format", "json"});
  CHECK(run.code == 0);
  CHECK(run.err.empty());
  const auto report = parse_json(run.out, "report");
  REQUIRE(report);
  CHECK((*report)["verdict"]["class"] == "open-model");
}

TEST_CASE("--fail-on decides between success and findings") {
  const auto repository = build_fixture("restricted-derivative");
  CHECK(run_auditor({"audit", repository->str(), "--format", "badge"}).code == 0);
  CHECK(run_auditor({"audit", repository->str(), "--format", "badge", "--fail-on", "error"}).code == 1);
  CHECK(run_auditor({"gate", repository->str(), "--format", "badge"}).code == 1);
  CHECK(run_auditor({"gate", repository->str(), "--format", "badge", "--fail-on", "never"}).code == 0);
}

TEST_CASE("wrong usage is 2 and names what is wrong") {
  const auto repository = build_fixture("hosted-only");
  CHECK(run_auditor({}).code == 2);
  CHECK(run_auditor({"audit"}).code == 2);
  CHECK(run_auditor({"audit", repository->str(), "--nonsense"}).code == 2);
  const Run format = run_auditor({"audit", repository->str(), "--format", "nonsense"});
  CHECK(format.code == 2);
  CHECK(format.err.find("nonsense") != std::string::npos);
  const Run rules = run_auditor({"audit", repository->str(), "--rules", "no-such-set"});
  CHECK(rules.code == 2);
  CHECK(rules.err.find("no-such-set") != std::string::npos);
}

TEST_CASE("a rule set with a mistake is 2, with file and line") {
  const auto repository = build_fixture("hosted-only");
  const TempFolder folder;
  folder.write(
      "mine.yaml",
      "id: mine\ntitle: Mine\nrules:\n  - id: one\n    title: One\n    dimension: weights\n    severity: error\n"
      "    require: {weights.statuss: included}\n    message: No.\n    remedy: Do.\n");
  const Run run = run_auditor({"rules", "check", folder.str() + "/mine.yaml"});
  CHECK(run.code == 2);
  CHECK((run.out + run.err).find("mine.yaml:") != std::string::npos);
  CHECK((run.out + run.err).find("statuss") != std::string::npos);
}

TEST_CASE("a source that cannot be read is 3") {
  const auto repository = build_fixture("hosted-only");
  CHECK(run_auditor({"audit", "/no/such/place"}).code == 3);
  CHECK(run_auditor({"audit", repository->str(), "--rev", "no-such-revision"}).code == 3);
  CHECK(run_auditor({"facts", repository->str(), "--path", "no/such/folder"}).code == 3);
  const GitFixture empty;
  CHECK(run_auditor({"audit", empty.str()}).code == 3);
}

TEST_CASE("inspect goes on after a file it cannot read") {
  const TempFolder folder;
  folder.write("card.md", "# Card\n\n## Intended use\nCounting birds.\n");
  const Run run =
      run_auditor({"inspect", "card", "--format", "json", folder.str() + "/none.md", folder.str() + "/card.md"});
  CHECK(run.code == 3);
  CHECK(run.err.find("none.md") != std::string::npos);
  const auto records = parse_json(run.out, "records");
  REQUIRE(records);
  REQUIRE_FALSE(records->empty());
  CHECK(records->back()["path"] == folder.str() + "/card.md");
}

TEST_CASE("inspect reads standard input") {
  const Run run = run_auditor({"inspect", "license", "-", "--format", "json"}, "SPDX-License-Identifier: Apache-2.0\n");
  CHECK(run.code == 0);
  const auto records = parse_json(run.out, "records");
  REQUIRE(records);
  CHECK((*records)[0]["ids"] == Json::array({"Apache-2.0"}));
}
