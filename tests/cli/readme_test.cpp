// What the README shows holds: its rule, its policy, and the commands it names.
#include "auditor/core/text.h"
#include "tests/support/catch.h"
#include "tests/support/fixture.h"
#include "tests/support/run.h"

#include <filesystem>
#include <fstream>
#include <iterator>

using namespace auditor;
using namespace auditor::test;

namespace {

std::string readme() {
  std::ifstream in(AUDITOR_SOURCE_DIR "/README.md");
  return {std::istreambuf_iterator<char>(in), {}};
}

// The first YAML example below a heading.
std::string example_below(const std::string& heading) {
  const std::string text = readme();
  const std::string fence = "```yaml\n";
  const std::size_t begin = text.find(fence, text.find("## " + heading)) + fence.size();
  return text.substr(begin, text.find("```", begin) - begin);
}

}  // namespace

TEST_CASE("the rule of the README is sound, its examples hold, and it can be audited with") {
  const TempFolder folder;
  folder.write("my-rules.yaml", example_below("Write a rule"));
  const std::string rules = folder.str() + "/my-rules.yaml";
  const auto repository = build_fixture("restricted-derivative");
  for (const auto& arguments : {std::vector<std::string>{"rules", "check", rules},
                                {"rules", "test", rules},
                                {"audit", repository->str(), "--rules", rules}}) {
    const Run run = run_auditor(arguments);
    CAPTURE(run.out, run.err);
    CHECK(run.code == 0);
  }
}

TEST_CASE("the policy of the README gates") {
  const TempFolder folder;
  folder.write("policy.yaml", example_below("Gate a release"));
  const auto repository = build_fixture("restricted-derivative");
  const Run run = run_auditor({"gate", repository->str(), "--policy", folder.str() + "/policy.yaml"}, {},
                              {"SOURCE_DATE_EPOCH=1764547200"});
  CAPTURE(run.err);
  CHECK(run.code == 1);
  CHECK(run.out.find("open-weights") != std::string::npos);
}

// The example leaves out parts of the report, with an ellipsis in the place of each, and says nothing else.
TEST_CASE("the report that the README begins with is the one of its example, line for line") {
  const auto repository = build_fixture("restricted-derivative");
  const TempFolder folder;
  std::filesystem::copy(repository->path(), folder.path() / "example",
                        std::filesystem::copy_options::recursive | std::filesystem::copy_options::copy_symlinks);
  const Run run = run_auditor({"audit", folder.str() + "/example"});
  REQUIRE(run.code == 0);
  const std::string text = readme();
  std::size_t from = text.find("$ auditor audit build/example\n");
  REQUIRE(from != std::string::npos);
  const std::size_t end = text.find("```", from);
  std::size_t reached = 0;
  std::size_t lines = 0;
  bool cut = false;
  for (from = text.find('\n', from) + 1; from < end; from = text.find('\n', from) + 1) {
    const std::string line = text.substr(from, text.find('\n', from) - from);
    if (line.empty()) continue;
    if (trim(line) == "…") {
      cut = true;
      continue;
    }
    CAPTURE(line);
    const std::size_t found = run.out.find(line + "\n", reached);
    REQUIRE(found != std::string::npos);
    if (!cut) CHECK(trim(run.out.substr(reached, found - reached)).empty());
    cut = false;
    reached = found + line.size();
    ++lines;
  }
  CHECK(lines > 15);
}

TEST_CASE("every command of the README has a help page") {
  const std::string text = readme();
  std::size_t commands = 0;
  const std::string row = "| `auditor ";
  for (std::size_t at = text.find(row); at != std::string::npos; at = text.find(row, at + 1)) {
    const std::size_t begin = at + row.size();
    const std::string command = text.substr(begin, text.find_first_of(" `", begin) - begin);
    CAPTURE(command);
    const Run run = run_auditor({command, "--help"});
    CHECK(run.code == 0);
    CHECK(run.out.find("auditor " + command) != std::string::npos);
    ++commands;
  }
  CHECK(commands >= 10);
}
