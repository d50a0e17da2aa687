// --format summary: what can be pasted into a mail.
#include "auditor/core/text.h"
#include "tests/support/catch.h"
#include "tests/support/fixture.h"
#include "tests/support/reports.h"
#include "tests/support/run.h"

#include <algorithm>

using namespace auditor;
using namespace auditor::test;

namespace {

std::string summary_of(const std::string& fixture) {
  const auto repository = build_fixture(fixture);
  const Run run = run_auditor({"audit", repository->str(), "--format", "summary"});
  CAPTURE(run.err);
  REQUIRE(run.code == 0);
  CHECK(run.out == run_auditor({"audit", repository->str(), "--format", "summary"}).out);
  return run.out;
}

std::size_t words_of(const std::string& text) {
  std::size_t count = 0;
  for (const std::string_view line : split_lines(text))
    for (const std::string_view word : split(line, ' ')) count += word.empty() ? 0U : 1U;
  return count;
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Items "1. …" at the beginning of a line.
std::size_t missing_in(const std::string& text) {
  const auto lines = split_lines(text);
  return static_cast<std::size_t>(std::count_if(lines.begin(), lines.end(), [](std::string_view line) {
    return line.size() > 2 && line[0] >= '1' && line[0] <= '9' && line.substr(1, 2) == ". ";
  }));
}

}  // namespace

TEST_CASE("the summary of a restricted model says so, why, and what is missing") {
  const std::string text = summary_of("restricted-derivative");
  CAPTURE(text);
  CHECK(holds(text, ": Restricted weights"));
  CHECK(holds(text, "LicenseRef-llama2"));
  CHECK(holds(text, "README.md:"));
  CHECK(holds(text, "On conditions: "));
  CHECK(holds(text, "Missing for open weights:"));
  CHECK(missing_in(text) >= 1);
  CHECK(missing_in(text) <= 5);
  CHECK(holds(text, " errors"));
}

TEST_CASE("the summary of an open model says what may be done") {
  const std::string text = summary_of("fully-open");
  CAPTURE(text);
  CHECK(holds(text, "You may: run it, use it in research, use it in business"));
  CHECK_FALSE(holds(text, "You may not: "));
}

TEST_CASE("an answer that is none of the known ones is a use that nobody knows of, not one that is left out") {
  Json report = sample_report();
  const Json nothing = Json::array();
  report["permissions"]["commercial"] = {{"answer", "perhaps"}, {"conditions", nothing}, {"because", nothing}};
  report["permissions"]["run"] = {{"answer", "yes"}, {"conditions", nothing}, {"because", nothing}};
  const Run run = run_auditor({"render", "-", "--format", "summary"}, report.dump());
  CAPTURE(run.out, run.err);
  CHECK(holds(run.out, "Not known: use it in business."));
  CHECK(holds(run.out, "You may: run it."));
}

TEST_CASE("what a base forbids is no advice: one is told to start from another") {
  const std::string text = summary_of("restricted-derivative");
  CAPTURE(text);
  CHECK(holds(text, "Start from a base model under an open licence"));
  CHECK_FALSE(holds(text, "Put the weights under an open licence"));
}

TEST_CASE("a summary is short, whatever the model, and its lines fit a mail") {
  for (const std::string& name : fixture_names()) {
    const std::string text = summary_of(name);
    CAPTURE(text);
    CHECK(words_of(text) >= 30);
    CHECK(words_of(text) <= 220);
    for (const std::string_view line : split_lines(text)) CHECK(line.size() <= 90);  // bytes; 76 columns
  }
}

TEST_CASE("open questions stand first, at most three, and of a long list of what is missing five") {
  Json report = sample_report();
  for (int i = 1; i <= 4; ++i)
    report["doubts"].push_back({{"scope", "weights"},
                                {"kind", "unread-terms"},
                                {"text", "Question " + std::to_string(i) + "?"},
                                {"evidence", {{{"path", "README.md"}, {"start_line", i}, {"end_line", i}}}}});
  report["verdict"]["range"] = {"closed", "open-weights"};
  Json& missing = report["verdict"]["next"]["missing"];
  while (missing.size() < 7) missing.push_back(missing[0]);
  const Run run = run_auditor({"render", "-", "--format", "summary"}, report.dump());
  CAPTURE(run.out, run.err);
  CHECK(run.code == 0);
  CHECK(run.out.starts_with("Open questions"));
  CHECK(holds(run.out, "? Question 1? (README.md:1)"));
  CHECK(holds(run.out, "Question 3?"));
  CHECK_FALSE(holds(run.out, "Question 4?"));
  CHECK(run.out.find("Question 1?") < run.out.find(": Restricted weights, between closed and open weights."));
  CHECK(missing_in(run.out) == 5);
  CHECK(holds(run.out, "and 2 more"));
}
