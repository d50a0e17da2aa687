#include "auditor/core/json.h"

#include "tests/support/catch.h"

#include <string>

using namespace auditor;

TEST_CASE("what stands behind a zero byte is no part of a document that anybody may overlook") {
  using namespace std::string_literals;
  const auto parsed = parse_json("{\"a\": 1}\n\0{\"a\": 2}"s, "report.json");
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().code == ErrorCode::malformed);
  CHECK(parsed.error().line == 2);
  CHECK_FALSE(parse_json("{\"a\0b\": 1}"s, "report.json"));
  // Padding of a fixed length says nothing.
  CHECK(parse_json("{\"a\": 1}\0\0"s, "config"));
}
