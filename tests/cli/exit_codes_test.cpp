// What pipelines rely on: the exit code of every command, and where messages go.
#include "auditor/core/json.h"
#include "tests/support/catch.h"
#include "tests/support/fixture.h"
#include "tests/support/run.h"

using namespace auditor;
using namespace auditor::test;

namespace {

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// A failed run prints its reason on standard error, as the program, and nothing on standard output.
void check_refusal(const std::vector<std::string>& arguments, int code, const std::string& reason) {
  const Run run = run_auditor(arguments);
  std::string line;
  for (const std::string& argument : arguments) line += argument + " ";
  CAPTURE(line);
  CAPTURE(run.err);
  CHECK(run.code == code);
  CHECK(run.out.empty());
  CHECK(holds(run.err, reason));
}

}  // namespace

TEST_CASE("0: what was asked for is on standard output, and nothing is said") {
  const auto repository = build_fixture("fully-open");
  const std::string where = repository->str();
  const TempFolder folder;
  REQUIRE(run_auditor({"audit", where, "--report", "json=" + folder.str() + "/report.json"}).code == 0);
  const std::vector<std::vector<std::string>> lines = {
      {"audit", where},
      {"audit", where, "--fail-on", "never"},
      {"gate", where, "--fail-on", "never"},
      {"diff", where, "HEAD", "HEAD"},
      {"history", where},
      {"facts", where},
      {"inspect", "card", where + "/README.md"},
      {"inspect", "license", where + "/LICENSE"},
      {"inspect", "weights", where + "/model.safetensors"},
      {"rules", "list"},
      {"rules", "show", "mof-1.0"},
      {"rules", "check"},
      {"rules", "test"},
      {"render", folder.str() + "/report.json"},
      {"verify", folder.str() + "/report.json", where},
      {"--version"},
      {"--help"},
  };
  for (const auto& arguments : lines) {
    CAPTURE(arguments);
    const Run run = run_auditor(arguments);
    CHECK(run.code == 0);
    CHECK_FALSE(run.out.empty());
    CHECK(run.err.empty());
  }
  folder.write("list", where + "\n");
  const Run fleet = run_auditor({"fleet", folder.str() + "/list", "--quiet"});
  CHECK(fleet.code == 0);
  CHECK_FALSE(fleet.out.empty());
  CHECK(fleet.err.empty());
}

TEST_CASE("1: findings at or above --fail-on, or a regression; the report is written all the same") {
  const auto derivative = build_fixture("restricted-derivative");
  const auto swapped = build_fixture("conflicting-licenses");
  const std::vector<std::vector<std::string>> lines = {
      {"audit", derivative->str(), "--format", "json", "--fail-on", "error"},
      {"gate", derivative->str(), "--format", "json"},
      {"diff", swapped->str(), "HEAD~1", "HEAD", "--format", "json", "--fail-on-regression"},
  };
  for (const auto& arguments : lines) {
    CAPTURE(arguments);
    const Run run = run_auditor(arguments);
    CHECK(run.code == 1);
    CHECK(parse_json(run.out, "out"));
  }
  CHECK(run_auditor({"audit", derivative->str(), "--format", "badge"}).code == 0);
}

TEST_CASE("--fail-on is a threshold: a level counts itself and what is worse") {
  const auto repository = build_fixture("placeholder-card");
  const Run run = run_auditor({"audit", repository->str(), "--rules", "license-payload,model-card", "-f", "json"});
  const auto report = parse_json(run.out, "report");
  REQUIRE(report);
  int worst = 0;
  for (const Json& f : (*report)["findings"])
    if (f["status"] == "fail")
      worst = std::max(worst, f["severity"] == "error" ? 3 : f["severity"] == "warning" ? 2 : 1);
  REQUIRE(worst > 0);
  const char* names[] = {"note", "warning", "error"};
  for (int level = 1; level <= 3; ++level) {
    CAPTURE(names[level - 1]);
    CHECK(run_auditor({"audit", repository->str(), "--rules", "license-payload,model-card", "-f", "badge", "--fail-on",
                       names[level - 1]})
              .code == (worst >= level ? 1 : 0));
  }
}

TEST_CASE("2: wrong usage, and what is wrong") {
  const auto repository = build_fixture("hosted-only");
  const std::string where = repository->str();
  const TempFolder folder;
  folder.write("list", where + "\n");
  CHECK(run_auditor({}).code == 2);
  for (const char* command :
       {"audit", "gate", "diff", "facts", "inspect", "rules", "render", "fleet", "compare", "verify"}) {
    CAPTURE(command);
    const Run run = run_auditor({command});
    CHECK(run.code == 2);
    CHECK(run.out.empty());
    CHECK_FALSE(run.err.empty());
  }
  check_refusal({"audit", where, "--nonsense"}, 2, "--nonsense");
  check_refusal({"audit", where, "--format", "nonsense"}, 2, "nonsense");
  check_refusal({"audit", where, "--fail-on", "nonsense"}, 2, "nonsense");
  check_refusal({"audit", where, "--rules", "no-such-set"}, 2, "no-such-set");
  check_refusal({"audit", where, "--report", "json"}, 2, "FORMAT=FILE");
  check_refusal({"audit", where, "--output", "/no/such/folder/report"}, 2, "/no/such/folder/report");
  check_refusal({"gate", where, "--policy", "/no/such/policy.yaml"}, 2, "/no/such/policy.yaml");
  check_refusal({"gate", where, "--config", "/no/such/config.yaml"}, 2, "/no/such/config.yaml");
  check_refusal({"gate", where, "--baseline", "no-such-thing"}, 2, "no-such-thing");
  check_refusal({"diff", where, "HEAD", "HEAD", "--format", "html"}, 2, "html");
  check_refusal({"rules", "show", "no-such-set"}, 2, "no-such-set");
  check_refusal({"rules", "check", "/no/such/set.yaml"}, 2, "/no/such/set.yaml");
  check_refusal({"fleet", folder.str() + "/list", "--rules", "no-such-set"}, 2, "no-such-set");
  check_refusal({"fleet", folder.str() + "/list", "--shard", "2"}, 2, "--shard");
  check_refusal({"fleet", folder.str() + "/list", "--shard", "0/2"}, 2, "--shard");
}

TEST_CASE("2: an unknown format is refused before anything is written") {
  const auto repository = build_fixture("hosted-only");
  const TempFolder folder;
  const std::string target = folder.str() + "/report";
  folder.write("report", "kept");
  check_refusal({"audit", repository->str(), "--format", "nonsense", "--output", target}, 2, "nonsense");
  check_refusal({"audit", repository->str(), "--report", "nonsense=" + target}, 2, "nonsense");
  CHECK(run_auditor({"inspect", "license", target}).out.find("no licence found") != std::string::npos);
}

TEST_CASE("2: a mistake in a rule set or configuration is named with file and line") {
  const auto repository = build_fixture("hosted-only");
  const TempFolder folder;
  const std::string set = folder.str() + "/mine.yaml";
  folder.write("mine.yaml",
               "id: mine\ntitle: Mine\nrules:\n  - id: one\n    title: One\n    dimension: weights\n"
               "    severity: error\n    require: {weights.statuss: included}\n    message: No.\n    remedy: Do.\n");
  check_refusal({"rules", "check", set}, 2, "mine.yaml:8");
  check_refusal({"rules", "check", set}, 2, "statuss");
  // Each path of a rule is looked for beside each test: they are few.
  std::string paths = "weights.status";
  for (int i = 0; i < 100; ++i) paths += ", weights.status";
  folder.write("mine.yaml",
               "id: mine\ntitle: Mine\nrules:\n  - id: one\n    title: One\n    dimension: weights\n"
               "    severity: error\n    require: {weights.status: included}\n    message: No.\n"
               "    remedy: Do.\n    evidence: [" +
                   paths + "]\n");
  check_refusal({"rules", "check", set}, 2, "mine.yaml:11");
  folder.write("mine.yaml", "id: mine\ntitle: [\n");
  check_refusal({"rules", "check", set}, 2, "mine.yaml:");
  check_refusal({"audit", repository->str(), "--rules", set}, 2, "mine.yaml:");
  folder.write("config.yaml", "rules: [licensing]\nseverity:\n  card-citation: loud\n");
  check_refusal({"audit", repository->str(), "--config", folder.str() + "/config.yaml"}, 2, "config.yaml:3");
  folder.write("config.yaml", "rules: [licensing]\nwaivers:\n  - {reason: no rule is named}\n");
  check_refusal({"gate", repository->str(), "--policy", folder.str() + "/config.yaml"}, 2, "config.yaml:3");
}

TEST_CASE("2: an example that a rule contradicts fails `rules test`") {
  const TempFolder folder;
  folder.write("mine.yaml",
               "id: mine\ntitle: Mine\nrules:\n  - id: one\n    title: One\n    dimension: weights\n"
               "    severity: error\n    require: {weights.status: included}\n    message: No.\n    remedy: Do.\n"
               "    examples: {pass: [{weights: {status: absent}}], fail: [{weights: {status: linked}}]}\n");
  const Run run = run_auditor({"rules", "test", folder.str() + "/mine.yaml"});
  CHECK(run.code == 2);
  CHECK(holds(run.out, "example 1 of one gives fail"));
  folder.write("other.yaml",
               "id: other\ntitle: Other\nrules:\n  - id: two\n    title: Two\n    dimension: weights\n"
               "    severity: error\n    require: {weights.status: included}\n    message: No.\n    remedy: Do.\n"
               "    examples: {pass: {weights: {status: included}}, fail: 3}\n");
  check_refusal({"rules", "test", folder.str() + "/other.yaml"}, 2, "other.yaml:11");
}

TEST_CASE("3: a source that cannot be read, and which") {
  const auto repository = build_fixture("hosted-only");
  const std::string where = repository->str();
  const TempFolder folder;
  for (const char* command : {"audit", "gate", "facts"}) {
    check_refusal({command, "/no/such/place"}, 3, "/no/such/place");
    check_refusal({command, where, "--rev", "no-such-revision"}, 3, "no-such-revision");
    check_refusal({command, where, "--path", "no/such/folder"}, 3, "no/such/folder");
  }
  check_refusal({"diff", where, "HEAD", "no-such-revision"}, 3, "no-such-revision");
  check_refusal({"diff", "/no/such/place", "HEAD", "HEAD"}, 3, "/no/such/place");
  check_refusal({"history", "/no/such/place"}, 3, "/no/such/place");
  check_refusal({"fleet", "/no/such/list"}, 3, "/no/such/list");
  check_refusal({"render", "/no/such/report.json"}, 3, "/no/such/report.json");
  check_refusal({"verify", "/no/such/report.json", where}, 3, "/no/such/report.json");
  folder.write("report.json", "{\n  \"schema\": \"auditor-report/1\",\n  oops\n}\n");
  check_refusal({"render", folder.str() + "/report.json"}, 3, "report.json:3");
  folder.write("report.json", "{\"schema\": \"something-else\"}\n");
  check_refusal({"render", folder.str() + "/report.json"}, 3, "not a report");
  const GitFixture empty;
  CHECK(run_auditor({"audit", empty.str()}).code == 3);
  for (const char* what : {"card", "license", "weights"}) {
    const Run run = run_auditor({"inspect", what, "/no/such/file"});
    CHECK(run.code == 3);
    CHECK(holds(run.err, "/no/such/file"));
  }
}

TEST_CASE("2: what was printed and did not arrive is no success") {
  const auto repository = build_fixture("hosted-only");
  const TempFolder folder;
  const std::string list = folder.str() + "/list";
  folder.write("list", repository->str() + "\n");
  const std::vector<std::vector<std::string>> lines = {{"audit", repository->str()},
                                                       {"facts", repository->str()},
                                                       {"history", repository->str()},
                                                       {"rules", "list"},
                                                       {"fleet", list, "--quiet"},
                                                       {"completion", "bash"},
                                                       {"--version"},
                                                       {"audit", repository->str(), "--help"}};
  for (const auto& arguments : lines) {
    CAPTURE(arguments);
    const Run run = run_auditor_to("/dev/full", arguments);
    CHECK(run.code == 2);
    CHECK(holds(run.err, "standard output: cannot be written"));
  }
  check_refusal({"audit", repository->str(), "--output", "/dev/full"}, 2, "/dev/full: cannot be written: No space");
  check_refusal({"fleet", list, "--quiet", "--output", "/dev/full"}, 2, "/dev/full: cannot be written");
}

TEST_CASE("2: options that exclude each other, mean nothing or write one file twice") {
  const auto repository = build_fixture("hosted-only");
  const std::string where = repository->str();
  const TempFolder folder;
  const std::string file = folder.str() + "/report";
  check_refusal({"audit", where, "--worktree", "--rev", "HEAD"}, 2, "--worktree");
  check_refusal({"audit", where, "--report", "html=" + file, "--report", "json=" + file}, 2, "one file");
  check_refusal({"audit", where, "--report", "json=-", "--format", "html"}, 2, "standard output");
  check_refusal({"fleet", folder.str(), "--resume"}, 2, "--output");
  check_refusal({"--rules-dir", "/no/such/rules", "audit", where}, 2, "/no/such/rules");
  check_refusal({"--rules-dir", folder.str(), "audit", where}, 2, "holds no rule set");
  check_refusal({"frobnicate"}, 2, "there is no command frobnicate; commands: audit, gate");
  check_refusal({"inspect", "frobnicate"}, 2, "there is no command frobnicate; commands: card, license, weights");
  check_refusal({"audit"}, 2, "auditor: SOURCE is required (see auditor audit --help)");
  check_refusal({"audit", where, "--format", "nonsense"}, 2, "there are: text markdown");
  CHECK(parse_json(run_auditor({"--log-format", "json", "audit"}).err, "stderr"));
}

TEST_CASE("3: a folder without git history has no revision but the one that is there") {
  const TempFolder folder;
  folder.write("README.md", "# Finch\n");
  const std::string where = folder.str();
  CHECK(run_auditor({"audit", where}).code == 0);
  check_refusal({"audit", where, "--rev", "v1"}, 3, "no revision 'v1'");
  check_refusal({"audit", where + "/README.md"}, 3, "is a file");
  check_refusal({"diff", where, "HEAD", "HEAD"}, 2, "no revisions to compare");
  // Compared with itself it would pass any gate.
  check_refusal({"gate", where, "--baseline", "HEAD"}, 2, "no revisions to compare");
  check_refusal({"gate", where, "--baseline", "main"}, 2, "no revision 'main'");
}

TEST_CASE("3: a gate on what is no model says so in plain words") {
  const TempFolder data_set;
  data_set.write("README.md", "---\nlicense: mit\ntask_categories:\n- text-generation\n---\n# Data\n");
  for (const char* format : {"text", "json"}) {
    const Run run = run_auditor({"--log-format", format, "gate", data_set.str(), "--quiet"});
    CAPTURE(run.err);
    CHECK(run.code == 3);
    CHECK(holds(run.err, "no model: nothing was judged"));
    CHECK_FALSE(holds(run.err, "internal error"));
  }
}

TEST_CASE("1: standard error names the rules that block, wherever the report goes") {
  const auto derivative = build_fixture("restricted-derivative");
  const TempFolder folder;
  const Run run =
      run_auditor({"gate", derivative->str(), "--quiet", "--report", "sarif=" + folder.str() + "/out.sarif"});
  CHECK(run.code == 1);
  CHECK(run.out.empty());
  CHECK(holds(run.err, "blocked by "));
  CHECK(holds(run.err, "license-keeps-restrictions"));
}

TEST_CASE("inspect goes on after a file it cannot read") {
  const TempFolder folder;
  folder.write("card.md", "# Card\n\n## Intended use\nCounting birds.\n");
  const Run run =
      run_auditor({"inspect", "card", "--format", "json", folder.str() + "/none.md", folder.str() + "/card.md"});
  CHECK(run.code == 3);
  CHECK(holds(run.err, "none.md"));
  const auto records = parse_json(run.out, "records");
  REQUIRE(records);
  REQUIRE_FALSE(records->empty());
  CHECK(records->back()["path"] == folder.str() + "/card.md");
}

TEST_CASE("`-` reads standard input") {
  const auto read = [](const std::vector<std::string>& arguments, const std::string& input) {
    const Run run = run_auditor(arguments, input);
    CHECK(run.code == 0);
    const auto document = parse_json(run.out, "out");
    return document ? *document : Json();
  };
  CHECK(read({"inspect", "license", "-", "--format", "json"}, "SPDX-License-Identifier: Apache-2.0\n")[0]["ids"] ==
        Json::array({"Apache-2.0"}));
  CHECK(
      read({"inspect", "card", "-", "--format", "json"}, "# Finch\n## Intended use\nBirds.\n")[0]["sections"].size() ==
      2);
  std::string tensors = "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
  tensors = static_cast<char>(tensors.size()) + std::string(7, '\0') + tensors + std::string(8, '\0');
  const Json weights = read({"inspect", "weights", "-", "--format", "json"}, tensors);
  CHECK(weights[0]["format"] == "safetensors");
  CHECK(weights[0]["parameters"] == 2);

  const auto repository = build_fixture("closed-card-only");
  const std::string report = run_auditor({"audit", repository->str(), "--format", "json"}).out;
  CHECK(read({"render", "-", "--format", "json"}, report) == Json::parse(report));
  CHECK(read({"fleet", "-", "--quiet"}, repository->str() + "\n")["verdict"] == "closed");
}

TEST_CASE("names with control characters and markup reach neither terminal nor log") {
  const std::string name = "no-\x1b]0;title\x07\nsuch";
  const Run run = run_auditor({"audit", "/" + name});
  CHECK(run.code == 3);
  CHECK_FALSE(holds(run.err, "\x1b"));
  CHECK_FALSE(holds(run.err, "\x07"));
}
