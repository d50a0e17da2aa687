// Every data file under rules/ has a schema and follows it.
#include "auditor/core/resources.h"
#include "auditor/core/schema.h"
#include "auditor/licenses/catalog/catalog.h"
#include "tests/support/catch.h"

#include <algorithm>
#include <map>
#include <set>

using namespace auditor;

namespace {

// rules/sets/x.yaml -> rule-set, rules/vocabulary/x.yaml -> vocabulary-x; what is not named after its file stands here.
std::string schema_of(std::string_view file) {
  static const std::map<std::string_view, std::string> others = {
      {"rules/licenses/spdx.yaml", "license-catalog"},
      {"rules/licenses/ai.yaml", "license-catalog"},
      {"rules/verdict.yaml", "verdict"},
  };
  if (const auto found = others.find(file); found != others.end()) return found->second;
  if (file.starts_with("rules/sets/")) return "rule-set";
  const std::string name(file.substr(file.rfind('/') + 1, file.rfind('.') - file.rfind('/') - 1));
  if (file.starts_with("rules/licenses/")) return "license-" + name;
  if (file.starts_with("rules/language/lexicon/")) return "language-lexicon";
  if (file.starts_with("rules/language/")) return "language-" + name;
  if (file.starts_with("rules/vocabulary/")) return "vocabulary-" + name;
  return file.starts_with("rules/frameworks/") ? "framework-" + name : "none";
}

std::vector<std::string> data_files() {
  std::vector<std::string> files;
  for (const std::string_view name : resource_names("rules/"))
    if (name.ends_with(".yaml")) files.emplace_back(name);
  return files;
}

}  // namespace

TEST_CASE("every file under rules/ follows the schema of its kind") {
  CHECK(data_files().size() > 30);
  for (const std::string& file : data_files()) {
    CAPTURE(file);
    const std::string schema = "schemas/" + schema_of(file) + ".schema.json";
    CAPTURE(schema);
    REQUIRE(find_resource(schema) != nullptr);
    for (const SchemaProblem& problem : validate_schema(resource_json(file), schema))
      FAIL_CHECK(problem.pointer << ": " << problem.message);
  }
}

TEST_CASE("the table of well-known projects names none twice, and only licences of the catalogue") {
  std::set<std::string> seen;
  const Json table = resource_json("rules/licenses/code-projects.yaml");
  for (const Json& project : table.at("projects")) {
    CAPTURE(project);
    CHECK(seen.insert(project["id"]).second);
    CHECK(licenses::find_license(project["license"].get<std::string>()) != nullptr);
  }
}

TEST_CASE("a schema of word lists refuses a misspelt key, a wrong type and a repeated word") {
  const auto problems_with = [](const auto& change) {
    Json document = resource_json("rules/vocabulary/data.yaml");
    change(document);
    return validate_schema(document, "schemas/vocabulary-data.schema.json").size();
  };
  CHECK(problems_with([](Json&) {}) == 0);
  CHECK(problems_with([](Json& d) { d["traning_phrases"] = Json::array({"x"}); }) > 0);
  CHECK(problems_with([](Json& d) { d["size_units"] = "tokens"; }) > 0);
  CHECK(problems_with([](Json& d) { d["size_units"].push_back(d["size_units"][0]); }) > 0);
  CHECK(problems_with([](Json& d) { d["topics"] = Json::array(); }) > 0);
}

TEST_CASE("every schema is about something") {
  std::vector<std::string> used = {"schemas/config.schema.json", "schemas/facts.schema.json",
                                   "schemas/inventory.schema.json", "schemas/report.schema.json",
                                   "schemas/signature.schema.json",
                                   "schemas/verification.schema.json"};
  for (const std::string& file : data_files()) used.push_back("schemas/" + schema_of(file) + ".schema.json");
  for (const std::string_view schema : resource_names("schemas/")) {
    CAPTURE(schema);
    CHECK(std::find(used.begin(), used.end(), schema) != used.end());
  }
}
