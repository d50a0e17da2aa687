// auditor explain: every id that a report prints has an explanation, and the commands of the documents run.
#include "auditor/core/json.h"
#include "auditor/core/text.h"
#include "tests/support/catch.h"
#include "tests/support/fixture.h"
#include "tests/support/run.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

using namespace auditor;
using namespace auditor::test;

namespace {

// The keys of a report whose texts are ids of the program or of its data, wherever they stand.
const std::set<std::string>& keys_of_ids() {
  static const std::set<std::string> keys = {
      "rule",      "rule_set", "class",  "openness",   "status",           "concluded", "declared",  "detected",
      "inherited", "answer",   "method", "confidence", "relation",         "kind",      "dimension", "severity",
      "baseline",  "role",     "result", "fail_on",    "use_restrictions", "effort",    "grade"};
  return keys;
}

void take(const Json& value, std::set<std::string>& out) {
  if (value.is_string() && !value.get<std::string>().empty()) out.insert(value.get<std::string>());
  if (value.is_array())
    for (const Json& one : value) take(one, out);
}

void walk(const Json& value, std::set<std::string>& out) {
  if (value.is_array())
    for (const Json& one : value) walk(one, out);
  if (!value.is_object()) return;
  for (const auto& [key, inner] : value.items()) {
    if (keys_of_ids().count(key) == 1) take(inner, out);
    walk(inner, out);
  }
}

void kinds(const Json& list, std::set<std::string>& out) {
  for (const Json& one : list) out.insert(one["kind"].get<std::string>());
}

std::set<std::string> ids_of(const Json& report) {
  std::set<std::string> out;
  for (const char* part :
       {"findings", "verdict", "scopes", "models", "rule_sets", "permissions", "facts", "gate", "doubts"})
    if (report.contains(part)) walk(report[part], out);  // `gate` is in reports of the gate alone
  for (const Json& set : report["rule_sets"]) out.insert(set["id"].get<std::string>());
  for (const auto& [set, level] : report["levels"].items())
    for (const auto& [step, percent] : level["progress"].items()) out.insert(set + "/" + step);
  kinds(report["doubts"], out);
  kinds(report["facts"]["licenses"]["conflicts"], out);
  kinds(report["facts"]["diagnostics"], out);
  for (const auto& [use, ruling] : report["permissions"].items()) {
    out.insert(use);
    kinds(ruling["conditions"], out);
  }
  for (const auto& [key, value] : report["facts"].items()) out.insert(key);
  return out;
}

std::string read_all(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("every id that a report prints can be explained, for every fixture and rule set") {
  std::string sets;
  const auto listed = parse_json(run_auditor({"rules", "list", "--format", "json"}).out, "sets");
  REQUIRE(listed);
  for (const Json& set : *listed) sets += (sets.empty() ? "" : ",") + set["id"].get<std::string>();
  std::set<std::string> ids;
  for (const std::string& name : fixture_names()) {
    const auto repository = build_fixture(name);
    const auto report =
        parse_json(run_auditor({"audit", repository->str(), "--rules", sets, "--format", "json"}).out, "r");
    REQUIRE(report);
    ids.merge(ids_of(*report));
  }
  CHECK(ids.size() > 250);
  for (const std::string& id : ids) {
    const Run run = run_auditor({"explain", id});
    INFO(id << ": " << run.err);
    CHECK(run.code == 0);
    CHECK(run.out.size() > id.size());
  }
}

TEST_CASE("the words of a gate, of levels and of obligations are explained") {
  for (const char* word :
       {"policy-by-reference", "licence-copy", "basic", "I", "III", "governance", "provenance", "worsened-verdict",
        "worsened-weights-license", "changed-data-license", "require-mof-1.0", "baseline", "policy", "asserted",
        "adapter", "finetune", "waiver-expired", "policy-weakened", "severity-unused"}) {
    const Run run = run_auditor({"explain", word});
    INFO(word << ": " << run.err);
    CHECK(run.code == 0);
  }
  CHECK(run_auditor({"explain", "worsened-"}).code == 2);
}

TEST_CASE("a fact names the rules of one's own that ask for it") {
  const TempFolder folder;
  folder.write("mine.yaml",
               "id: mine\ntitle: Ours\nrules:\n  - id: our-history\n    title: Somebody wrote it\n    dimension: "
               "documentation\n    severity: warning\n    require: {documentation.context-length.status: stated}\n    "
               "message: It is not.\n    remedy: Name it.\n");
  const Run without = run_auditor({"explain", "documentation.context-length"});
  const Run with = run_auditor({"explain", "documentation.context-length", "--rules", folder.str() + "/mine.yaml"});
  CHECK(without.out.find("our-history") == std::string::npos);
  CHECK(with.out.find("our-history: Somebody wrote it") != std::string::npos);
}

TEST_CASE("explain answers in text and in JSON, several ids at once") {
  const Run text = run_auditor({"explain", "weights-license-text", "restricted-weights"});
  CHECK(text.code == 0);
  CHECK(text.out.find("licenses.weights.status is not absent") != std::string::npos);
  CHECK(text.out.find("Restricted weights") != std::string::npos);

  const auto json =
      parse_json(run_auditor({"explain", "weights-license-text", "MIT", "--format", "json"}).out, "explain");
  REQUIRE(json);
  REQUIRE(json->size() == 2);
  CHECK((*json)[0]["kind"] == "rule");
  CHECK((*json)[0]["title"] == "The text of the licence of the weights is in the repository");
  CHECK((*json)[1]["kind"] == "license");
}

TEST_CASE("explain says of a licence what may says") {
  const std::string explained = run_auditor({"explain", "MIT"}).out;
  CHECK(explained.find("Use it in a business or a product: yes") != std::string::npos);
  CHECK(run_auditor({"may", "--license", "MIT"}).out.find("Use it in a business or a product: yes") !=
        std::string::npos);
}

TEST_CASE("an id that is nothing is wrong usage, and names what was meant") {
  const Run run = run_auditor({"explain", "weights-licence-text"});
  CHECK(run.code == 2);
  CHECK(run.out.empty());
  CHECK(run.err.find("did you mean weights-license-text?") != std::string::npos);
  CHECK(run_auditor({"explain"}).code == 2);
}

TEST_CASE("rules of one's own are explained, too") {
  const TempFolder folder;
  folder.write(
      "mine.yaml",
      "id: mine\ntitle: Ours\nrules:\n  - id: context-stated\n    title: The context is stated\n    dimension: "
      "documentation\n    severity: warning\n    require: {documentation.context-length.status: stated}\n    "
      "message: It is not.\n    remedy: Name it.\n");
  const std::string mine = folder.str() + "/mine.yaml";
  CHECK(run_auditor({"explain", "context-stated"}).code == 2);
  const Run run = run_auditor({"explain", "context-stated", "--rules", mine});
  CAPTURE(run.err);
  CHECK(run.code == 0);
  CHECK(run.out.find("documentation.context-length.status is stated") != std::string::npos);
  CHECK(run_auditor({"explain", "mine/context-stated", "--rules", mine}).code == 0);
  CHECK(run_auditor({"explain", "MIT", "--rules", folder.str() + "/none.yaml"}).code == 2);
}

TEST_CASE("rules of one's own in any shape are explained, or refused in words") {
  const TempFolder folder;
  const std::string rule =
      "id: mine\ntitle: Ours\nrules:\n  - id: odd\n    title: Odd\n    dimension: documentation\n    severity: "
      "warning\n    "
      "require: {data.status: named}\n    remedy: Name it.\n    ";
  for (const char* shape : {"message: No.\n    examples: [1]\n", "message: No.\n    examples: {pass: 5}\n",
                            "message: No.\n    examples: {pass: {a: 1}}\n", "message: {open: 1}\n"}) {
    folder.write("mine.yaml", rule + shape);
    const Run run = run_auditor({"explain", "odd", "--rules", folder.str() + "/mine.yaml"});
    CAPTURE(shape, run.err);
    CHECK(run.err.find("internal error") == std::string::npos);
    CHECK(run.err.find("json.exception") == std::string::npos);
  }
}

TEST_CASE("the commands of the page on explanations run") {
  const std::string page = read_all(AUDITOR_SOURCE_DIR "/docs/reports.md");
  std::size_t commands = 0;
  for (const std::string_view line : split_lines(page)) {
    if (!line.starts_with("auditor explain ")) continue;
    std::vector<std::string> words;
    for (const std::string_view word : split(trim(line.substr(0, line.find('#'))), ' '))
      if (!word.empty()) words.emplace_back(word);
    words.erase(words.begin());
    INFO(line);
    CHECK(run_auditor(words).code == 0);
    ++commands;
  }
  CHECK(commands >= 5);
}

TEST_CASE("the outcomes of fix are words with a meaning, and a misspelt one is asked about") {
  for (const char* word : {"mended", "in-part", "skeleton", "left"}) {
    CAPTURE(word);
    CHECK(run_auditor({"explain", word}).code == 0);
  }
  const Run misspelt = run_auditor({"explain", "skeletn"});
  CHECK(misspelt.code == 2);
  CHECK(misspelt.err.find("; did you mean skeleton?") != std::string::npos);
}
