// The nine fixtures and what a careful reader says of them.
#include "auditor/core/json.h"
#include "auditor/core/schema.h"
#include "tests/support/catch.h"
#include "tests/support/fixture.h"
#include "tests/support/run.h"

using namespace auditor;
using namespace auditor::test;

namespace {

struct Expected {
  const char* fixture;
  const char* verdict;
  const char* weights_license;  // "" for none
  int bias;
};

constexpr Expected table[] = {
    {"fully-open", "open-model", "Apache-2.0", 4},
    {"llama-like", "restricted-weights", "LicenseRef-llama3.1", 1},
    {"stable-diffusion-like", "restricted-weights", "LicenseRef-creativeml-openrail-m", 2},
    {"closed-card-only", "closed", "", 0},
    {"recommender-code-only", "code-only", "", 0},
    {"hosted-only", "hosted-only", "", 0},
    {"placeholder-card", "restricted-weights", "", 1},
    {"conflicting-licenses", "restricted-weights", "CC-BY-NC-4.0", 0},
    {"restricted-derivative", "restricted-weights", "LicenseRef-llama2 AND MIT", 0},
};

}  // namespace

TEST_CASE("each fixture gets the verdict, terms and bias level of a careful reading") {
  CHECK(fixture_names().size() == std::size(table));
  for (const Expected& row : table) {
    CAPTURE(row.fixture);
    const auto repository = build_fixture(row.fixture);
    const Run run = run_auditor({"audit", repository->str(), "--format", "json"});
    REQUIRE(run.code == 0);
    const auto report = parse_json(run.out, "report");
    REQUIRE(report);
    CHECK((*report)["verdict"]["class"] == row.verdict);
    const Json& concluded = (*report)["scopes"]["weights"]["license"]["concluded"];
    CHECK((concluded.is_null() ? std::string{} : concluded.get<std::string>()) == row.weights_license);
    CHECK((*report)["bias"]["level"] == row.bias);
    for (const SchemaProblem& p : validate_schema(*report, "schemas/report.schema.json"))
      FAIL_CHECK("report " << p.pointer << ": " << p.message);
    for (const SchemaProblem& p : validate_schema((*report)["facts"], "schemas/facts.schema.json"))
      FAIL_CHECK("facts " << p.pointer << ": " << p.message);
  }
}
