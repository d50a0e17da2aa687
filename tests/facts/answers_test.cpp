#include "auditor/facts/answers.h"

#include "auditor/assess/asked_answers.h"
#include "tests/support/catch.h"
#include "tests/support/git_fixture.h"
#include "tests/support/run.h"

using namespace auditor;

namespace {

Json facts_with(const Json& answers) {
  Json facts = {{"documentation", {{"compute", {{"status", "absent"}}}, {"contact", {{"status", "stated"}}}}},
                {"weights", {{"status", "absent"}}},
                {"diagnostics", Json::array()}};
  facts["answers"] = answers;
  facts::apply_answers(facts, {"eu-free-open-source"});
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

TEST_CASE("judgements that a rule asks for stay answers") {
  const Json facts = facts_with({{"eu-free-open-source", signed_answer}});
  CHECK(facts["diagnostics"].empty());
  CHECK(facts["answers"]["eu-free-open-source"]["owner"] == "ml");
}

TEST_CASE("a refused answer is told and is not there for any rule") {
  const std::vector<std::pair<std::string, Json>> refused = {
      {"eu-free-open-source", {{"value", true}}},
      {"eu-free-open-source", {{"value", true}, {"owner", "ml"}}},
      {"eu-free-open-source", {{"value", true}, {"link", "https://example.org"}}},
      {"eu-free-open-source", {{"value", true}, {"owner", " "}, {"link", "https://example.org"}}},
      {"eu-free-open-source", true},
      {"nobody-asks", signed_answer},
      {"weights.status", signed_answer},
      {"documentation.nothing", signed_answer},
      {"documentation.compute", {{"value", "much"}}}};
  for (const auto& [path, answer] : refused) {
    CAPTURE(path, answer.dump());
    const Json facts = facts_with({{path, answer}});
    CHECK(facts["answers"] == Json::object());
    CHECK(facts["diagnostics"].size() == 1);
  }
}

TEST_CASE("an answer's link leads to the web and runs nothing") {
  for (const char* link : {"javascript:alert(1)", "JavaScript://example.org/%0aalert(1)", "data:text/html,x",
                           "file:///etc", "https://", "https://\"onclick=x", "see the wiki"}) {
    CAPTURE(link);
    Json answer = signed_answer;
    answer["link"] = link;
    const Json facts = facts_with({{"documentation.compute", answer}});
    CHECK(facts["documentation"]["compute"]["status"] == "absent");
    CHECK(facts["answers"].empty());
    CHECK(facts["diagnostics"].size() == 1);
  }
  for (const char* link : {"http://example.org", "HTTPS://Example.org/a?b=c#d", "https://example.org/%C3%A4"}) {
    CAPTURE(link);
    Json answer = signed_answer;
    answer["link"] = link;
    CHECK(facts_with({{"documentation.compute", answer}})["documentation"]["compute"]["status"] == "stated");
  }
}

TEST_CASE("an answer that says nothing fills nothing") {
  for (const Json& value : {Json(), Json(false), Json(""), Json(" ")}) {
    CAPTURE(value.dump());
    Json answer = signed_answer;
    answer["value"] = value;
    const Json facts = facts_with({{"documentation.compute", answer}});
    CHECK(facts["documentation"]["compute"]["status"] == "absent");
    CHECK(facts["answers"].empty());
  }
}

TEST_CASE("the rules that run and the shipped ones say which judgements are asked for") {
  const std::set<std::string> asked = assess::asked_answers(*assess::load_rules({"licensing"}));
  CHECK(asked.contains("eu-systemic-risk"));
  CHECK(asked.contains("sbom-author"));
  CHECK_FALSE(asked.contains("osaid-code-license"));
}

TEST_CASE("an answer without owner and link passes no rule that asks for it; a signed one does") {
  const auto status = [](const std::string& answer) {
    test::GitFixture repository;
    repository.file("README.md", "# Wren\nA bird.\n")
        .file(".auditor.yaml", "answers:\n  sbom-author: {value: true" + answer + "}\n")
        .commit("Release");
    const auto run = test::run_auditor({"audit", repository.str(), "--rules", "g7-sbom-for-ai", "--format", "json"});
    const auto report = parse_json(run.out, "report");
    REQUIRE(report);
    for (const Json& finding : (*report)["findings"])
      if (finding["rule"] == "g7-sbom-author") return finding["status"].get<std::string>();
    return std::string("pass");
  };
  CHECK(status("") == "unknown");
  CHECK(status(", owner: ana") == "unknown");
  CHECK(status(", owner: ana, link: 'https://example.org'") == "pass");
  CHECK(status(", owner: ana, link: 'https://example.org', date: 2026-06-30") == "pass");
}
