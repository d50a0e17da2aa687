// Every vocabulary file has a schema of its own name and keeps to it; so do the tables of well-known works.
#include "auditor/core/resources.h"
#include "auditor/core/schema.h"
#include "auditor/licenses/catalog.h"
#include "tests/support/catch.h"

#include <set>

using namespace auditor;

namespace {

void check(const std::string& data, const std::string& schema) {
  CAPTURE(data, schema);
  REQUIRE(find_resource(schema) != nullptr);
  for (const SchemaProblem& problem : validate_schema(resource_json(data), schema))
    FAIL_CHECK(problem.pointer << ": " << problem.message);
}

}  // namespace

TEST_CASE("every vocabulary keeps to its schema") {
  const auto names = resource_names("rules/vocabulary/");
  CHECK(names.size() >= 10);
  for (const std::string_view name : names) {
    const std::string data(name);
    const std::string subject = data.substr(17, data.size() - 17 - 5);  // between "rules/vocabulary/" and ".yaml"
    check(data, "schemas/vocabulary-" + subject + ".schema.json");
  }
}

TEST_CASE("the tables of well-known data sets and projects keep to theirs and name no thing twice") {
  check("rules/licenses/datasets.yaml", "schemas/license-datasets.schema.json");
  check("rules/licenses/code-projects.yaml", "schemas/license-code-projects.schema.json");
  std::set<std::string> seen;
  const Json projects = resource_json("rules/licenses/code-projects.yaml");
  for (const Json& project : projects.at("projects")) {
    CAPTURE(project);
    CHECK(seen.insert(project["id"]).second);
    CHECK(licenses::find_license(project["license"].get<std::string>()) != nullptr);
  }
}
