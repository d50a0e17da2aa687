// auditor init, waive and pack, and what the command line does with words that are nearly right.
#include "auditor/core/digest.h"
#include "auditor/core/json.h"
#include "auditor/core/text.h"
#include "tests/support/catch.h"
#include "tests/support/fixture.h"
#include "tests/support/run.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace auditor;
using namespace auditor::test;

namespace {

const std::vector<std::string> in_2026 = {"SOURCE_DATE_EPOCH=1764547200"};  // 2025-12-01

std::string read_all(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

Run waive(const std::string& where, const std::string& rule, std::vector<std::string> more = {}) {
  std::vector<std::string> words = {"waive",   rule,        where, "--reason", "measured \"next\" quarter",
                                    "--until", "2027-03-31"};
  words.insert(words.end(), more.begin(), more.end());
  return run_auditor(words, {}, in_2026);
}

// Runs in a shell inside a folder; the exit code.
int shell(const std::filesystem::path& folder, const std::string& line) {
  return std::system(("cd '" + folder.string() + "' && " + line + " > /dev/null 2>&1").c_str());
}

}  // namespace

TEST_CASE("a repository that has been given a policy by init passes its gate, committed or not") {
  for (const std::string& name : fixture_names()) {
    CAPTURE(name);
    const auto repository = build_fixture(name);
    const std::string where = repository->str();
    CHECK(run_auditor({"gate", where}).code >= 0);
    const Run init = run_auditor({"init", where});
    CAPTURE(init.err, init.out);
    REQUIRE(init.code == 0);
    const std::string config = read_all(where + "/.auditor.yaml");
    CHECK(holds(config, "# "));
    CHECK(holds(config, "waivers: []"));
    const std::string baseline = where + "/.auditor-baseline.json";
    const Run now = run_auditor({"gate", where, "--worktree", "--baseline", baseline});
    CAPTURE(now.err, config);
    CHECK(now.code == 0);
    CHECK(now.out.starts_with(" Passed"));
    REQUIRE(shell(where, "git add -A && git -c user.name=a -c user.email=a@b.c commit -qm policy") == 0);
    const Run later = run_auditor({"gate", where, "--baseline", baseline});
    CAPTURE(later.err);
    CHECK(later.code == 0);
  }
}

TEST_CASE("init writes over nothing, and nothing at all when one of its files is there") {
  const auto repository = build_fixture("restricted-derivative");
  const std::string where = repository->str();
  REQUIRE(run_auditor({"init", where}).code == 0);
  const std::string before = read_all(where + "/.auditor.yaml");
  const Run again = run_auditor({"init", where});
  CHECK(again.code == 2);
  CHECK(holds(again.err, "there already"));
  CHECK(read_all(where + "/.auditor.yaml") == before);
  std::filesystem::remove(where + "/.auditor.yaml");
  CHECK(run_auditor({"init", where}).code == 2);
  CHECK_FALSE(std::filesystem::exists(where + "/.auditor.yaml"));
  std::filesystem::remove(where + "/.auditor-baseline.json");
  std::filesystem::create_symlink("/nowhere/at/all", where + "/.auditor.yaml");
  CHECK(run_auditor({"init", where}).code == 2);
  CHECK(run_auditor({"init", where + "/no-such-folder"}).code == 2);
}

TEST_CASE("init has no place in a bare repository, which a file of its own would spoil") {
  GitFixture bare(GitFixture::Layout::bare);
  bare.file("README.md", "# Tern\nTern is a language model of 7B parameters.\n").commit();
  const Run run = run_auditor({"init", bare.str()});
  CHECK(run.code == 2);
  CHECK(holds(run.err, "bare repository"));
  CHECK(run_auditor({"audit", bare.str()}).code == 0);
}

TEST_CASE("what is new after init blocks, and what was known is a number") {
  const auto repository = build_fixture("restricted-derivative");
  const std::string where = repository->str();
  REQUIRE(run_auditor({"init", where}).code == 0);
  std::ofstream(where + "/evil.pkl", std::ios::binary) << "cos\nsystem\n(S'id'\ntR.";
  const std::string baseline = where + "/.auditor-baseline.json";
  const Run gate = run_auditor({"gate", where, "--worktree", "--baseline", baseline});
  CAPTURE(gate.out, gate.err);
  CHECK(gate.code == 1);
  CHECK(gate.out.starts_with(" Blocked: "));
  CHECK(holds(gate.out, " known"));
  CHECK_FALSE(holds(gate.out, "rule card-evaluation"));  // known, so folded
  const auto with = [&](const std::string& format) {
    return run_auditor({"gate", where, "--worktree", "--baseline", baseline, "--format", format}).out;
  };
  const auto sarif = parse_json(with("sarif"), "sarif");
  REQUIRE(sarif);
  std::size_t unchanged = 0;
  std::size_t fresh = 0;
  for (const Json& result : (*sarif)["runs"][0]["results"]) {
    unchanged += result["baselineState"] == "unchanged" ? 1U : 0U;
    fresh += result["baselineState"] == "new" ? 1U : 0U;
  }
  CHECK(unchanged > 5);
  CHECK(fresh >= 1);
  const std::string annotations = with("github");
  CHECK(holds(annotations, "evil.pkl"));
  CHECK_FALSE(holds(annotations, "title=card-evaluation"));
  const std::string junit = with("junit");
  const std::size_t at = junit.find("name=\"card-evaluation\"");
  REQUIRE(at != std::string::npos);
  CHECK(junit.substr(at, 200).find("<skipped message=\"known to the baseline") != std::string::npos);
}

TEST_CASE("waive adds one waiver and leaves every other byte as it is") {
  const auto repository = build_fixture("restricted-derivative");
  const std::string where = repository->str();
  const std::string file = where + "/.auditor.yaml";
  const char* texts[] = {
      "",
      "# ours\nrules: [licensing]   # only these\n\n# the end\n",
      "waivers: []  # none yet\nrequire: {bias: 1}\n",
      "waivers:\nrequire: {bias: 1}\n",
      "waivers:\n  - rule: card-contact   # why\n    reason: later\n\n# behind\nrequire: {bias: 1}\n",
      "waivers:\n- {rule: card-contact, reason: later}\n# behind\n",
      "waivers: [{rule: card-contact, reason: later}]\nrules: [licensing]",
      "rules: [licensing]\r\nwaivers:\r\n  - rule: card-contact\r\n    reason: |\r\n      later,\r\n\r\n      much\r\n",
  };
  for (const std::string before : texts) {
    CAPTURE(before);
    std::ofstream(file, std::ios::binary) << before;
    if (before.empty()) std::filesystem::remove(file);
    const Run run = waive(where, "card-evaluation", {"--owner", "ml: platform"});
    CAPTURE(run.err);
    REQUIRE(run.code == 0);
    const std::string after = read_all(file);
    CAPTURE(after);
    CHECK(after.size() > before.size());
    for (const std::string_view line : split_lines(before))
      if (!line.starts_with("waivers:")) CHECK(holds(after, std::string(line)));
    const auto gate = parse_json(
        run_auditor({"gate", where, "--worktree", "--rules", "model-card", "-f", "json"}, {}, in_2026).out, "g");
    REQUIRE(gate);
    std::string status;
    for (const Json& finding : (*gate)["findings"])
      if (finding["rule"] == "card-evaluation") {
        status = finding["status"];
        CHECK(finding["waiver"]["owner"] == "ml: platform");
        CHECK(finding["waiver"]["reason"] == "measured \"next\" quarter");
      }
    CHECK(status == "waived");
  }
}

TEST_CASE("waive refuses what would not hold, and changes nothing") {
  const auto repository = build_fixture("restricted-derivative");
  const std::string where = repository->str();
  const std::string file = where + "/.auditor.yaml";
  const std::string text = "waivers:\n  - {rule: card-contact, reason: later}\n";
  std::ofstream(file, std::ios::binary) << text;
  const auto refused = [&](const std::vector<std::string>& words, const std::string& why) {
    const Run run = run_auditor(words, {}, in_2026);
    CAPTURE(run.err);
    CHECK(run.code == 2);
    CHECK(holds(run.err, why));
    CHECK(read_all(file) == text);
  };
  refused({"waive", "card-evalution", where, "--reason", "x", "--until", "2027-03-31"},
          "did you mean card-evaluation?");
  refused({"waive", "card-contact", where, "--reason", "x", "--until", "2027-03-31"}, ".auditor.yaml:2");
  refused({"waive", "card-evaluation", where, "--reason", " ", "--until", "2027-03-31"}, "reason");
  refused({"waive", "card-evaluation", where, "--reason", "x", "--until", "2027-02-30"}, "no day");
  refused({"waive", "card-evaluation", where, "--reason", "x", "--until", "2024-02-28"}, "no day to come");
  refused({"waive", "card-evaluation", where, "--until", "2027-03-31"}, "reason");
  std::filesystem::remove(file);
  std::filesystem::create_symlink("/etc/hostname", file);
  CHECK(waive(where, "card-evaluation").code == 2);
}

TEST_CASE("a waiver of a rule that nobody knows ends the gate, and says what was meant") {
  const auto repository = build_fixture("restricted-derivative");
  const TempFolder folder;
  folder.write("policy.yaml", "rules: [licensing]\nwaivers:\n  - {rule: weights-licence-text, reason: x, owner: us}\n");
  const Run run = run_auditor({"gate", repository->str(), "--policy", folder.str() + "/policy.yaml"});
  CHECK(run.code == 2);
  CHECK(holds(run.err, "policy.yaml:3"));
  CHECK(holds(run.err, "did you mean weights-license-text?"));
}

TEST_CASE("a pack can be checked by sha256sum, is the same each time, and holds the lines it cites") {
  const auto repository = build_fixture("fully-open");
  const TempFolder folder;
  const std::string zip = folder.str() + "/pack.zip";
  REQUIRE(run_auditor({"pack", repository->str(), "-o", zip}).code == 0);
  REQUIRE(run_auditor({"pack", repository->str(), "-o", folder.str() + "/again.zip"}).code == 0);
  CHECK(read_all(zip) == read_all(folder.str() + "/again.zip"));
  REQUIRE(shell(folder.path(), "unzip -q pack.zip -d pack") == 0);
  CHECK(shell(folder.path() / "pack", "sha256sum -c SHA256SUMS") == 0);
  const std::string inside = folder.str() + "/pack/";
  const auto statement = parse_json(read_all(inside + "statement.json"), "statement");
  REQUIRE(statement);
  CHECK((*statement)["_type"] == "https://in-toto.io/Statement/v1");
  std::size_t named = 0;
  for (const Json& subject : (*statement)["subject"]) {
    CHECK(subject["digest"]["sha256"] == sha256_hex(read_all(inside + subject["name"].get<std::string>())));
    ++named;
  }
  CHECK(named == 7);
  const auto evidence = parse_json(read_all(inside + "evidence.json"), "evidence");
  REQUIRE(evidence);
  bool found = false;
  for (const Json& one : (*evidence)["citations"])
    if (one["path"] == "README.md" && one["start_line"] == 2) {
      found = true;
      CHECK(one["lines"] == "license: apache-2.0\n");
      CHECK(one["git_blob"].get<std::string>().size() == 40);
    }
  CHECK(found);
  CHECK(run_auditor({"verify", inside + "report.json", repository->str()}).code == 0);
  std::ofstream(inside + "facts.json", std::ios::app) << " ";
  CHECK(shell(folder.path() / "pack", "sha256sum -c SHA256SUMS") != 0);
}

TEST_CASE("auditor SOURCE audits; from a sub-folder the root is audited and said") {
  const auto repository = build_fixture("fully-open");
  const std::string where = repository->str();
  CHECK(run_auditor({where}).out == run_auditor({"audit", where}).out);
  CHECK(run_auditor({where, "--format", "badge"}).code == 0);
  const std::string binary = AUDITOR_BINARY;
  REQUIRE(shell(where + "/data", "'" + binary + "' . --format json") == 0);
  REQUIRE(std::system(
              ("cd '" + where + "/data' && '" + binary + "' . --format summary > ../../out.txt 2> ../../err.txt; true")
                  .c_str()) == 0);
  const std::filesystem::path above = std::filesystem::path(where).parent_path();
  CHECK(holds(read_all(above / "out.txt"), "Open model"));
  CHECK(holds(read_all(above / "err.txt"), "--path data"));
  std::filesystem::remove(above / "out.txt");
  std::filesystem::remove(above / "err.txt");
}

TEST_CASE("an empty or a wrong folder is nothing to audit") {
  const TempFolder folder;
  for (const char* command : {"audit", "gate"}) {
    const Run run = run_auditor({command, folder.str()});
    CHECK(run.code == (std::string(command) == "gate" ? 1 : 3));  // no gate opens on nothing
    CHECK(run.out.empty());
    CHECK(holds(run.err, "nothing to audit"));
  }
  folder.write("holiday.txt", "We were at the sea.\n");
  CHECK(run_auditor({"audit", folder.str()}).code == 3);
  folder.write("README.md", "# Tern\nTern is a language model of 7B parameters.\n");
  CHECK(run_auditor({"audit", folder.str()}).code == 0);
}

TEST_CASE("words that are nearly right are answered with what was meant") {
  const auto repository = build_fixture("hosted-only");
  const std::string where = repository->str();
  const auto meant = [](const std::vector<std::string>& words, const std::string& suggestion) {
    const Run run = run_auditor(words);
    CAPTURE(run.err);
    CHECK(run.code != 0);
    CHECK(holds(run.err, "did you mean " + suggestion + "?"));
  };
  meant({"exlpain", "MIT"}, "explain");
  meant({"audit", where, "--formt", "json"}, "--format");
  meant({"audit", where, "--format", "markdwon"}, "markdown");
  meant({"audit", where, "--rules", "mof-1.O"}, "mof-1.0");
  meant({"may", where, "comercial"}, "commercial");
  meant({"explain", "weights-licence-text"}, "weights-license-text");
  meant({"audit", where, "--rev", "mainn"}, "main");
  CHECK_FALSE(holds(run_auditor({"audit", where, "--rules", "entirely-else"}).err, "did you mean"));
}

TEST_CASE("+ adds a rule set to those that would run") {
  const auto repository = build_fixture("hosted-only");
  const TempFolder folder;
  folder.write(
      "mine.yaml",
      "id: mine\ntitle: Ours\nrules:\n  - id: context-stated\n    title: The context is stated\n    dimension: "
      "documentation\n    severity: warning\n    require: {documentation.context-length.status: stated}\n    "
      "message: It is not.\n    remedy: Name it.\n");
  const auto sets = [&](const std::string& rules) {
    std::vector<std::string> words = {"audit", repository->str(), "--format", "json"};
    if (!rules.empty()) words.insert(words.end(), {"--rules", rules});
    const auto report = parse_json(run_auditor(words).out, "report");
    REQUIRE(report);
    std::vector<std::string> ids;
    for (const Json& set : (*report)["rule_sets"]) ids.push_back(set["id"]);
    return ids;
  };
  const auto usual = sets("");
  const auto added = sets("+" + folder.str() + "/mine.yaml");
  CHECK(added.size() == usual.size() + 1);
  CHECK(sets("licensing,+" + folder.str() + "/mine.yaml").size() == 2);
  CHECK(sets("+" + usual[0]).size() == usual.size());
}
