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

TEST_CASE("YAML is bounded by the bytes it expands to, not only by the number of its values") {
  std::string bomb = "a: &a " + std::string(100'000, 'x') + "\ntags: [";
  for (int i = 0; i < 100'000; ++i) bomb += "*a,";
  const auto document = parse_yaml(bomb + "]\n", "bomb.yaml");
  REQUIRE_FALSE(document);
  CHECK(document.error().code == ErrorCode::limit);
  CHECK(document.error().message.find("bytes after aliases are expanded") != std::string::npos);
  // A long value named a few times is nothing unusual.
  CHECK(parse_yaml("a: &a " + std::string(100'000, 'x') + "\ntags: [*a, *a, *a]\n", "fine.yaml"));
}

TEST_CASE("YAML with too many values is refused before a tree of them is made") {
  std::string keys;
  for (int i = 0; i < 300'000; ++i) keys += "k" + std::to_string(i) + ": v\n";
  const auto document = parse_yaml(keys, "keys.yaml");
  REQUIRE_FALSE(document);
  CHECK(document.error().code == ErrorCode::limit);
  CHECK(document.error().message.find("keys and values") != std::string::npos);
}
