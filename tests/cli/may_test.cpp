// auditor may: what may be done, with whom it stands, and what is never said.
#include "auditor/core/json.h"
#include "tests/support/catch.h"
#include "tests/support/fixture.h"
#include "tests/support/run.h"

using namespace auditor;
using namespace auditor::test;

namespace {

Json may(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "may");
  arguments.insert(arguments.end(), {"--format", "json"});
  const Run run = run_auditor(arguments);
  CAPTURE(run.err);
  REQUIRE(run.code == 0);
  const auto json = parse_json(run.out, "may");
  REQUIRE(json.has_value());
  return *json;
}

}  // namespace

TEST_CASE("a repository is asked for some uses, and each answer has a clause") {
  const auto repository = build_fixture("llama-like");
  const Json answer = may({repository->str(), "commercial", "relicense"});
  REQUIRE(answer["uses"].size() == 2);
  CHECK(answer["uses"][0]["use"] == "commercial");
  CHECK(answer["uses"][0]["answer"] != "yes");
  for (const Json& use : answer["uses"])
    for (const Json& because : use["because"]) CHECK_FALSE(because["clause"].get<std::string>().empty());
  CHECK(answer["obligations"].is_array());
}

TEST_CASE("what a report says of uses is what may says") {
  const auto repository = build_fixture("fully-open");
  const Run run = run_auditor({"audit", repository->str(), "--format", "json"});
  const auto report = parse_json(run.out, "report");
  REQUIRE(report.has_value());
  const Json answer = may({repository->str()});
  CHECK(answer["uses"].size() == (*report)["permissions"].size());
  for (const Json& use : answer["uses"])
    CHECK((*report)["permissions"][use["use"].get<std::string>()]["answer"] == use["answer"]);
  CHECK(run_auditor({"audit", repository->str()}).out.find("What you may do") != std::string::npos);
}

TEST_CASE("without a licence nothing is granted") {
  const TempFolder folder;
  folder.write("config.json", "{\"model_type\": \"toy\"}");
  folder.write("README.md", "# Toy\nA toy model.\n");
  for (const Json& use : may({folder.str()})["uses"]) CHECK(use["answer"] == "unknown");
}

TEST_CASE("a licence is asked by id, by label and by its text") {
  CHECK(may({"--license", "MIT"})["terms"]["sublicense"] == "can");
  CHECK(may({"--license", "apache-2.0", "commercial"})["uses"][0]["answer"] == "yes");
  const TempFolder folder;
  folder.write("LICENSE", "Toy licence. You may not use the toy for any commercial purpose.\n");
  const Json answer = may({"--license", folder.str() + "/LICENSE", "commercial"});
  CHECK(answer["uses"][0]["answer"] == "no");
  CHECK(answer["terms"].size() == 23);
  CHECK(run_auditor({"may", "--license", "MIT", "fly"}).code == 2);
  CHECK(run_auditor({"may"}).code == 2);
}
