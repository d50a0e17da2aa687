#include "auditor/core/yaml.h"

#include "tests/support/catch.h"

using namespace auditor;

TEST_CASE("YAML scalars follow the core schema and quoted ones stay text") {
  const auto doc = parse_yaml("a: 1\nb: '1'\nc: true\nd: 1.5\ne: ~\nf: text\ng: 1.0.0\n", "x.yaml");
  REQUIRE(doc);
  CHECK(doc->value == Json::parse(R"({"a":1,"b":"1","c":true,"d":1.5,"e":null,"f":"text","g":"1.0.0"})"));
}

TEST_CASE("YAML problems name their line") {
  const auto broken = parse_yaml("a: 1\nb: [1\nc: 2\n", "x.yaml");
  REQUIRE_FALSE(broken);
  CHECK(broken.error().line >= 2);
  const auto twice = parse_yaml("a: 1\nb: 2\na: 3\n", "x.yaml");
  REQUIRE(twice);
  REQUIRE(twice->problems.size() == 1);
  CHECK(twice->problems[0].line == 3);
  CHECK(twice->value["a"] == 3);
}

TEST_CASE("an alias bomb is refused within bounds") {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 10; ++k) bomb += (k ? ", *a" : "*a") + std::to_string(i - 1);
    bomb += "]\n";
  }
  const auto doc = parse_yaml(bomb, "x.yaml");
  REQUIRE_FALSE(doc);
  CHECK(doc.error().code == ErrorCode::limit);
}

TEST_CASE("deep nesting is refused before the parser recurses") {
  CHECK_FALSE(parse_yaml(std::string(100'000, '['), "x.yaml"));
  CHECK_FALSE(parse_json(std::string(100'000, '['), "x.json"));
}
