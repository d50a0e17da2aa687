#include "auditor/core/resources.h"
#include "auditor/core/schema.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/catalog/expression.h"
#include "tests/support/catch.h"

using namespace auditor;

TEST_CASE("the licence data follow their schemas") {
  const std::pair<const char*, const char*> files[] = {
      {"rules/licenses/spdx.yaml", "schemas/license-catalog.schema.json"},
      {"rules/licenses/ai.yaml", "schemas/license-catalog.schema.json"},
      {"rules/licenses/labels.yaml", "schemas/license-labels.schema.json"},
      {"rules/licenses/references.yaml", "schemas/license-references.schema.json"},
      {"rules/licenses/base-models.yaml", "schemas/license-base-models.schema.json"},
      {"rules/licenses/datasets.yaml", "schemas/license-datasets.schema.json"},
      {"rules/licenses/dataset-terms.yaml", "schemas/license-dataset-terms.schema.json"},
  };
  for (const auto& [file, schema] : files)
    for (const SchemaProblem& problem : validate_schema(resource_json(file), schema))
      FAIL_CHECK(std::string(file) + problem.pointer + ": " + problem.message);
}

TEST_CASE("every licence that names and addresses stand for is in the catalogue") {
  const auto check = [](const Json& expressions) {
    for (const auto& [key, value] : expressions.items()) {
      auto text = value.get<std::string>();
      if (text.ends_with("?")) text.pop_back();
      if (text.empty()) continue;
      CAPTURE(key);
      CAPTURE(text);
      const auto parsed = licenses::parse_expression(text);
      REQUIRE(parsed.has_value());
      for (const std::string& id : licenses::ids_of(*parsed)) CHECK(licenses::find_license(id) != nullptr);
    }
  };
  const Json names = resource_json("rules/licenses/names.yaml");
  const Json references = resource_json("rules/licenses/references.yaml");
  check(names.at("names"));
  check(names.at("urls"));
  check(references.at("family_defaults"));
  check(references.at("url_prefixes"));
  check(references.at("notices"));
  check(resource_json("rules/licenses/urls.yaml").at("urls"));
  check(resource_json("rules/licenses/labels.yaml").at("replaced"));
}
