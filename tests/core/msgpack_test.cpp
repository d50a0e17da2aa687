#include "auditor/core/msgpack.h"

#include "tests/support/catch.h"

using namespace auditor;

TEST_CASE("what the build packs is what the program reads") {
  Json document = {{"text", "Größe"},
                   {"long", std::string(70'000, 'x')},
                   {"numbers", {0, 127, 128, 255, 256, 65'536, 5'000'000'000, -1, -33, -129, -40'000, -5'000'000'000}},
                   {"real", {0.1, 1e300}},
                   {"none", nullptr},
                   {"flags", {true, false}},
                   {"empty", Json::object()}};
  for (int i = 0; i < 300; ++i)
    document["many"]["key" + std::to_string(i)] = Json::array({i, std::string(static_cast<std::size_t>(i), 'k')});
  const auto packed = Json::to_msgpack(document);
  CHECK(decode_msgpack(std::as_bytes(std::span(packed))) == document);
}

TEST_CASE("values under a key can be left out at any depth") {
  Json document = {{"a", 1},
                   {"x", {{{"b", 2.5}, {"c", {1, "t", {{"d", 300}}}}}}},
                   {"z", {{"x", std::string(300, 'l')}, {"y", -5'000}}}};
  const auto packed = Json::to_msgpack(document);
  document.erase("x");
  document["z"].erase("x");
  CHECK(decode_msgpack(std::as_bytes(std::span(packed)), "x") == document);
}
