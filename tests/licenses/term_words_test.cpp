#include "auditor/licenses/catalog/term_words.h"

#include "auditor/core/resources.h"
#include "tests/support/catch.h"

using namespace auditor;
using licenses::term_in_words;

TEST_CASE("fields of terms are said in words") {
  CHECK(term_in_words("yes") == "yes");
  CHECK(term_in_words({{"is", "conditional"}, {"note", "research"}}) == "conditional (research)");
  CHECK(term_in_words({{"above", 700'000'000}, {"of", "monthly-users"}, {"when", "release date"}}) ==
        "700 million MAU at release date");
  CHECK(term_in_words({{"above", 20'000'000}, {"of", "USD-a-month"}, {"then", "display name"}}) ==
        "20 million USD a month: display name");
  CHECK(term_in_words({{"above", 1'000'000}, {"of", "daily-users"}, {"or", "5,000 edge devices"}}) ==
        "1 million DAU or 5,000 edge devices");
  CHECK(term_in_words({{"above", 2500}, {"of", "monthly-visits"}}) == "2,500 visits a month");
  CHECK(term_in_words({{"places", {"EU", "UK"}}, {"outputs", true}}) == "EU, UK (outputs too)");
  CHECK(term_in_words(Json::array({{{"is", "list"}}, {{"is", "rule"}, {"note", "content filters"}}})) ==
        "list; content filters");
}

TEST_CASE("every licence of models has terms that can be said") {
  const Json catalogue = resource_json("rules/licenses/ai.yaml");
  for (const auto& [id, license] : catalogue.at("licenses").items()) {
    const Json terms = license.value("terms", Json::object());
    for (const auto& [name, field] : terms.items()) {
      INFO(id << " " << name);
      CHECK_FALSE(term_in_words(field).empty());
    }
  }
}
