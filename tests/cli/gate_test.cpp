// A release pipeline in real git history: what blocks, what a waiver does, and what a repository cannot do to a policy.
#include "auditor/core/json.h"
#include "tests/support/catch.h"
#include "tests/support/fixture.h"
#include "tests/support/run.h"

#include <algorithm>

using namespace auditor;
using namespace auditor::test;

namespace {

const std::vector<std::string> today = {"SOURCE_DATE_EPOCH=1764547200"};  // 2025-12-01

Json gate(const GitFixture& repository, std::vector<std::string> more, int& code) {
  std::vector<std::string> arguments = {"gate", repository.str(), "--format", "json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Run run = run_auditor(arguments, {}, today);
  code = run.code;
  INFO(run.err);
  const auto report = parse_json(run.out, "report");
  return report ? *report : Json::object();
}

bool has(const Json& report, const std::string& rule, const std::string& status) {
  const Json findings = report.value("findings", Json::array());
  return std::any_of(findings.begin(), findings.end(),
                     [&](const Json& f) { return f.value("rule", "") == rule && f.value("status", "") == status; });
}

const std::string policy_head = "rules: [licensing]\nrequire: {class: open-weights}\n";

}  // namespace

TEST_CASE("a licence swapped in a commit blocks the release and is named") {
  const auto repository = build_fixture("conflicting-licenses");
  const TempFolder folder;
  folder.write("policy.yaml", policy_head);
  int code = 0;
  gate(*repository, {"--policy", folder.str() + "/policy.yaml", "--rev", "HEAD~1"}, code);
  CHECK(code == 0);
  const Json blocked = gate(*repository, {"--policy", folder.str() + "/policy.yaml"}, code);
  CHECK(code == 1);
  CHECK(blocked["verdict"]["class"] == "restricted-weights");
  CHECK(has(blocked, "require-class", "fail"));
  CHECK(blocked["policy"]["origin"] == "given");
}

TEST_CASE("a waiver lets it pass until its day is over") {
  const auto repository = build_fixture("conflicting-licenses");
  const TempFolder folder;
  const auto with = [&](const std::string& waiver) {
    folder.write("policy.yaml", policy_head + "waivers:\n  - " + waiver + "\n");
    int code = -1;
    Json report = gate(*repository, {"--policy", folder.str() + "/policy.yaml", "--fail-on", "error"}, code);
    report["code"] = code;
    return report;
  };
  SECTION("in force") {
    const Json report = with("{rule: require-class, reason: agreed with legal, owner: ml, expires: 2026-01-31}");
    CHECK(has(report, "require-class", "waived"));
  }
  SECTION("expired") {
    const Json report = with("{rule: require-class, reason: agreed with legal, owner: ml, expires: 2025-11-30}");
    CHECK(report["code"] == 1);
    CHECK(has(report, "require-class", "fail"));
    CHECK(has(report, "waiver-expired", "fail"));
  }
  SECTION("unused") {
    const Json report = with("{rule: no-such-finding, reason: none, owner: ml}");
    CHECK(has(report, "waiver-unused", "fail"));
  }
}

TEST_CASE("the repository's own file cannot weaken a policy from outside") {
  GitFixture repository;
  repository.file(
      "README.md",
      "---\nlicense: cc-by-nc-4.0\n---\n# Finch\nFinch is a bird-song model with 110 million parameters.\n");
  repository.file("model.safetensors", "version https://git-lfs.github.com/spec/v1\noid sha256:" +
                                           std::string(64, 'a') + "\nsize 123456789\n");
  repository.file(".auditor.yaml",
                  "rules: [model-card]\nwaivers:\n  - {rule: require-class, reason: we like it, owner: us}\n");
  repository.commit("Release");
  const TempFolder folder;
  folder.write("policy.yaml", policy_head);
  int code = 0;
  const Json report = gate(repository, {"--policy", folder.str() + "/policy.yaml"}, code);
  CHECK(code == 1);
  CHECK(has(report, "require-class", "fail"));
}

TEST_CASE("only what is new against the baseline counts") {
  const auto repository = build_fixture("restricted-derivative");
  const TempFolder folder;
  CHECK(run_auditor({"audit", repository->str(), "--report", "json=" + folder.str() + "/before.json"}).code == 0);
  CHECK(run_auditor({"gate", repository->str(), "--format", "badge"}).code == 1);
  CHECK(
      run_auditor({"gate", repository->str(), "--format", "badge", "--baseline", folder.str() + "/before.json"}).code ==
      0);
  CHECK(run_auditor({"gate", repository->str(), "--format", "badge", "--baseline", "HEAD"}).code == 0);
}

TEST_CASE("a broken configuration is a usage error with its line") {
  GitFixture repository{{"README.md", "# X\n"}, {".auditor.yaml", "rules: [licensing]\nwaivers: 3\n"}};
  const Run run = run_auditor({"gate", repository.str()}, {}, today);
  CHECK(run.code == 2);
  CHECK(run.err.find(".auditor.yaml:2") != std::string::npos);
}

TEST_CASE("diff names what got worse and fails when asked to") {
  const auto repository = build_fixture("conflicting-licenses");
  const Run plain = run_auditor({"diff", repository->str(), "HEAD~1", "HEAD", "--format", "json"});
  CHECK(plain.code == 0);
  const auto changes = parse_json(plain.out, "changes");
  REQUIRE(changes);
  CHECK((*changes)["regression"] == true);
  CHECK((*changes)["changes"][0]["subject"] == "verdict");
  CHECK(run_auditor({"diff", repository->str(), "HEAD~1", "HEAD", "--fail-on-regression"}).code == 1);
  CHECK(run_auditor({"diff", repository->str(), "HEAD", "HEAD", "--fail-on-regression"}).code == 0);
}
