#include "auditor/core/resources.h"
#include "auditor/core/schema.h"
#include "tests/support/catch.h"

#include <unordered_set>

using namespace auditor;

TEST_CASE("no name is allowed and denied at once, and denied names are not already denied packages") {
  const Json document = resource_json("rules/vocabulary/pickle.yaml");
  const Json& deny = document.at("deny");
  for (const auto& [module, names] : document.at("allow").items()) {
    INFO(module);
    if (!deny.at("names").contains(module)) continue;
    const auto denied = deny.at("names").at(module).get<std::unordered_set<std::string>>();
    for (const Json& name : names) {
      INFO(name.get<std::string>());
      CHECK_FALSE(denied.contains(name.get<std::string>()));
    }
  }
  const auto packages = deny.at("packages").get<std::unordered_set<std::string>>();
  for (const auto& [module, names] : deny.at("names").items()) {
    INFO(module << " is listed twice");
    CHECK_FALSE(packages.contains(module));
  }
}

TEST_CASE("the vocabularies of weights and pickles follow their schemas") {
  for (const std::string name : {"pickle", "weights", "keras", "operators"}) {
    for (const SchemaProblem& problem : validate_schema(resource_json("rules/vocabulary/" + name + ".yaml"),
                                                        "schemas/vocabulary-" + name + ".schema.json"))
      FAIL_CHECK(name << " " << problem.pointer << ": " << problem.message);
  }
}
