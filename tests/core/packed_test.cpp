#include "auditor/core/packed.h"

#include "tests/support/catch.h"

using namespace auditor;

namespace {

// A packed document and the bytes it views.
struct Kept {
  std::vector<std::uint8_t> bytes;
  explicit Kept(const Json& document) : bytes(Json::to_msgpack(document)) {}
  [[nodiscard]] Packed view() const { return Packed(std::as_bytes(std::span(bytes))); }
};

}  // namespace

TEST_CASE("a packed document is read in place") {
  Json many = Json::array();
  for (int i = 0; i < 40; ++i) many.push_back("word " + std::to_string(i));
  const Kept kept({{"a", {1, -70'000, 2.5, true, nullptr, std::string(300, 'x')}},
                   {"many", many},
                   {"map", {{"inner", {{"deep", "found"}}}, {"other", 3}}},
                   {"z", "last"}});
  const Packed top = kept.view();
  CHECK(top.at("z").text() == "last");
  CHECK(top.at("map").at("inner").at("deep").text() == "found");
  CHECK(top.at("many").texts().size() == 40);
  CHECK(top.at("many").strings().back() == "word 39");
  CHECK(top.at("a").list().size() == 6);
  CHECK(top.at("a").texts() == std::vector<std::string_view>{std::string(300, 'x')});
  REQUIRE(top.items().size() == 4);
  CHECK(top.items()[2].first == "map");
  CHECK(top.items()[2].second.at("other").json() == 3);
}

TEST_CASE("what is not there is nothing") {
  const Kept kept({{"text", "t"}, {"list", Json::array()}});
  const Packed top = kept.view();
  CHECK_FALSE(top.at("missing"));
  CHECK(top.at("missing").at("deeper").text().empty());
  CHECK(top.at("text").items().empty());
  CHECK(top.at("text").list().empty());
  CHECK(top.at("text").at("key").text().empty());
  CHECK(top.at("list").texts().empty());
  CHECK(top.text().empty());
}
