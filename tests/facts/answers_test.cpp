#include "auditor/facts/answers.h"

#include "tests/support/catch.h"

using namespace auditor;

namespace {

Json facts_with(const Json& answers) {
  Json facts = {{"documentation", {{"compute", {{"status", "absent"}}}, {"contact", {{"status", "stated"}}}}},
                {"weights", {{"status", "absent"}}},
                {"diagnostics", Json::array()}};
  facts["answers"] = answers;
  facts::apply_answers(facts);
  return facts;
}

const Json signed_answer = {{"value", "1e22 FLOP"}, {"link", "https://example.org"}, {"owner", "ml"}};

}  // namespace

TEST_CASE("an answer fills what the repository leaves open and is marked as asserted") {
  const Json facts = facts_with({{"documentation.compute", signed_answer}});
  CHECK(facts["documentation"]["compute"]["status"] == "stated");
  CHECK(facts["documentation"]["compute"]["asserted"]["owner"] == "ml");
  CHECK(facts["diagnostics"].empty());
}

TEST_CASE("an answer never overrides what was observed") {
  const Json facts = facts_with({{"documentation.contact", signed_answer}});
  CHECK_FALSE(facts["documentation"]["contact"].contains("asserted"));
}

TEST_CASE("licences, weights and verdicts cannot be asserted; an answer needs an owner and a link") {
  CHECK(facts_with({{"weights.status", signed_answer}})["weights"]["status"] == "absent");
  CHECK(facts_with({{"weights.status", signed_answer}})["diagnostics"].size() == 1);
  CHECK(facts_with({{"documentation.compute", {{"value", "much"}}}})["documentation"]["compute"]["status"] == "absent");
  CHECK(facts_with({{"documentation.nothing", signed_answer}})["diagnostics"].size() == 1);
}

TEST_CASE("judgements that a rule set asks for stay answers") {
  CHECK(facts_with({{"eu-free-open-source", signed_answer}})["diagnostics"].empty());
}
