#include "auditor/core/json.h"
#include "tests/support/catch.h"

using namespace auditor;

namespace {

// What the JSON library writes.
std::string expected(const Json& document, int indent) {
  return document.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

TEST_CASE("documents are written as the JSON library writes them") {
  const Json document = {{"empty", {{"list", Json::array()}, {"map", Json::object()}}},
                         {"numbers", {0, -1, 9'007'199'254'740'993, -9'007'199'254'740'993, 0.1, 1e300, -2.0}},
                         {"flags", {true, false, nullptr}},
                         {"nested", {{{"a", {1, {2, {3}}}}}, "text"}},
                         {"key \"with\"\n marks", "\b\f\n\r\t\"\\/ \x01\x1F\x7F"},
                         {"scripts", "Größe 模型 🙂 и"}};
  for (const int indent : {-1, 0, 1, 2, 4}) CHECK(dump_json(document, indent) == expected(document, indent));
}

TEST_CASE("invalid UTF-8 is replaced as the JSON library replaces it") {
  for (const char* bytes : {"\xFF", "a\xC3", "a\xC3(", "\xE2\x82", "\xE2\x82z\n", "\xF0\x9F\x98", "\xED\xA0\x80",
                            "ok \xC0\xAF \"x\"", "\x80\x80é"}) {
    const Json document = {{"text", bytes}};
    CHECK(dump_json(document) == expected(document, 2));
  }
}

TEST_CASE("JSON of more values than memory should hold is refused before a tree of them is made") {
  std::string text = "[";
  for (int i = 0; i < 1'200'000; ++i) text += "[],";
  const auto document = parse_json(text + "1]", "many.json");
  REQUIRE_FALSE(document);
  CHECK(document.error().code == ErrorCode::limit);
  // Commas in a text are no values.
  CHECK(parse_json("[\"" + std::string(3'000'000, ',') + "\"]", "text.json"));
}
