// A release pipeline in real git history: what blocks, what a waiver does, and what a repository cannot do to a policy.
#include "auditor/core/json.h"
#include "tests/support/catch.h"
#include "tests/support/fixture.h"
#include "tests/support/run.h"

#include <algorithm>
#include <sys/stat.h>

using namespace auditor;
using namespace auditor::test;

namespace {

const std::vector<std::string> today = {"SOURCE_DATE_EPOCH=1764547200"};  // 2025-12-01

struct Gate {
  int code = -1;
  Json report = Json::object();
  std::string err;
};

Gate gate(const GitFixture& repository, const std::vector<std::string>& more) {
  std::vector<std::string> arguments = {"gate", repository.str(), "--format", "json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Run run = run_auditor(arguments, {}, today);
  const auto report = parse_json(run.out, "report");
  return {run.code, report ? *report : Json::object(), run.err};
}

const Json* finding(const Json& report, const std::string& rule) {
  const auto findings = report.find("findings");
  if (findings == report.end()) return nullptr;
  const auto found =
      std::find_if(findings->begin(), findings->end(), [&](const Json& f) { return f.value("rule", "") == rule; });
  return found == findings->end() ? nullptr : &*found;
}

std::string status_of(const Json& report, const std::string& rule) {
  const Json* found = finding(report, rule);
  return found == nullptr ? "" : found->value("status", "");
}

std::string severity_of(const Json& report, const std::string& rule) {
  const Json* found = finding(report, rule);
  return found == nullptr ? "" : found->value("severity", "");
}

const std::string policy_head = "rules: [licensing]\nrequire: {class: open-weights}\n";

// A policy from outside, in a file of its own.
class Policy {
 public:
  explicit Policy(const std::string& text) { folder_.write("policy.yaml", text); }
  [[nodiscard]] std::string file() const { return folder_.str() + "/policy.yaml"; }

 private:
  TempFolder folder_;
};

// Finch under open terms, then with a licence that forbids commerce.
GitFixture& release(GitFixture& repository, const std::string& license) {
  repository.file("LICENSE", "SPDX-License-Identifier: " + license + "\nCopyright (c) 2025 Finch\n");
  repository.file("README.md", "# Finch\nFinch is a bird-song model with 110 million parameters.\n## License\n" +
                                   ("Finch is released under " + license + ".\n"));
  repository.file("model.safetensors", "version https://git-lfs.github.com/spec/v1\noid sha256:" +
                                           std::string(64, 'a') + "\nsize 123456789\n");
  return repository;
}

}  // namespace

TEST_CASE("a requirement cites the line that makes it, and a day must be one of the calendar") {
  GitFixture repository;
  release(repository, "CC-BY-NC-4.0").commit("Release");
  const Policy policy("rules: [licensing]\nrequire:\n  bias: 0\n  class: open-weights\n");
  const Gate blocked = gate(repository, {"--policy", policy.file()});
  REQUIRE(finding(blocked.report, "require-class") != nullptr);
  const Json& citation = (*finding(blocked.report, "require-class"))["evidence"][0];
  CHECK(citation["path"] == policy.file());
  CHECK(citation["start_line"] == 4);

  for (const char* day : {"2026-13-01", "2026-02-29", "2026-04-31", "2026-00-10"}) {
    CAPTURE(day);
    const Policy wrong("waivers:\n  - rule: card-contact\n    reason: later\n    expires: " + std::string(day) + "\n");
    const Gate refused = gate(repository, {"--policy", wrong.file()});
    CHECK(refused.code == 2);
    CHECK(refused.err.find("policy.yaml:4: there is no day " + std::string(day)) != std::string::npos);
  }
  const Policy leap("waivers:\n  - {rule: card-contact, reason: later, expires: 2028-02-29}\n");
  CHECK(gate(repository, {"--policy", leap.file()}).code != 2);
}

TEST_CASE("a severity that no rule answers to is a finding with its line, not silence") {
  GitFixture repository;
  release(repository, "Apache-2.0").commit("Release");
  const Policy policy("rules: [licensing]\nseverity:\n  licensing/license-one-text: note\n  license-one-txt: error\n");
  const Gate result = gate(repository, {"--policy", policy.file()});
  REQUIRE(finding(result.report, "severity-unused") != nullptr);
  const Json& found = *finding(result.report, "severity-unused");
  CHECK(found["message"].get<std::string>().find("license-one-txt") != std::string::npos);
  CHECK(found["severity"] == "note");
  CHECK(found["evidence"][0]["start_line"] == 4);
}

TEST_CASE("a mistake in a policy is said in words, with what would be right") {
  const TempFolder folder;
  const auto refusal = [&](const std::string& text) {
    const Policy policy(text);
    const Run run = run_auditor({"gate", folder.str(), "--policy", policy.file()});
    CHECK(run.code == 2);
    return run.err;
  };
  CHECK(
      refusal("rulez: [licensing]\n").find("policy.yaml:1: unknown key 'rulez'; known are: answers, require, rules") !=
      std::string::npos);
  CHECK(refusal("require:\n  class: wide-open\n").find("policy.yaml:2: is none of open-science, open-model") !=
        std::string::npos);
  CHECK(refusal("severity: {card-contact: fatal}\n").find("is none of error, warning, note, off") != std::string::npos);
}

TEST_CASE("a release from open terms through a swapped licence, a waiver and its end") {
  GitFixture repository;
  const auto own = [&](const std::string& waivers) {
    repository.file(".auditor.yaml", "rules: [licensing]\nrequire: {class: open-weights}\n" + waivers);
  };
  own("");
  release(repository, "Apache-2.0").commit("Release");
  CHECK(gate(repository, {}).code == 0);

  release(repository, "CC-BY-NC-4.0").commit("Change the licence");
  const Gate blocked = gate(repository, {});
  CHECK(blocked.code == 1);
  CHECK(blocked.report["verdict"]["class"] == "restricted-weights");
  CHECK(status_of(blocked.report, "require-class") == "fail");
  CHECK((*finding(blocked.report, "require-class"))["message"].get<std::string>().find("restricted-weights") !=
        std::string::npos);
  CHECK(blocked.report["scopes"]["weights"]["license"]["concluded"] == "CC-BY-NC-4.0");
  CHECK(blocked.report["policy"]["origin"] == "repository");
  CHECK(gate(repository, {"--rev", "HEAD~1"}).code == 0);

  std::string waivers = "waivers:\n";
  for (const Json& f : blocked.report["findings"])
    if (f["status"] == "fail" && f["severity"] == "error")
      waivers +=
          "  - {rule: " + f["rule"].get<std::string>() + ", reason: agreed with legal, owner: ml, expires: DAY}\n";
  const auto until = [&](const std::string& day) {
    std::string dated = waivers;
    for (auto at = dated.find("DAY"); at != std::string::npos; at = dated.find("DAY")) dated.replace(at, 3, day);
    own(dated);
    repository.commit("Waive until " + day);
    return gate(repository, {});
  };
  const Gate waived = until("2025-12-01");  // the last day it holds
  CHECK(waived.code == 0);
  CHECK(status_of(waived.report, "require-class") == "waived");
  const std::string said = run_auditor({"gate", repository.str()}, {}, today).out;
  CHECK(said.substr(0, said.find('\n')).find("Passed") != std::string::npos);
  CHECK(said.substr(0, said.find('\n')).find("waived") != std::string::npos);
  CHECK((*finding(waived.report, "require-class"))["waiver"]["owner"] == "ml");
  const Gate expired = until("2025-11-30");
  CHECK(expired.code == 1);
  CHECK(status_of(expired.report, "require-class") == "fail");
  CHECK(status_of(expired.report, "waiver-expired") == "fail");
}

TEST_CASE("what swapped the licence is named with file and line in a gate and in a diff") {
  const auto repository = build_fixture("conflicting-licenses");
  const Policy policy(policy_head);
  CHECK(gate(*repository, {"--policy", policy.file(), "--rev", "HEAD~1"}).code == 0);
  const Gate blocked = gate(*repository, {"--policy", policy.file()});
  CHECK(blocked.code == 1);
  CHECK(blocked.report["policy"]["origin"] == "given");
  const Json& conflicts = blocked.report["facts"]["licenses"]["conflicts"];
  REQUIRE_FALSE(conflicts.empty());
  CHECK(conflicts.dump().find("\"LICENSE\"") != std::string::npos);
  CHECK(conflicts.dump().find("\"README.md\"") != std::string::npos);

  const Run diff = run_auditor({"diff", repository->str(), "HEAD~1", "HEAD", "--format", "json"});
  CHECK(diff.code == 0);
  const auto changes = parse_json(diff.out, "changes");
  REQUIRE(changes);
  CHECK((*changes)["regression"] == true);
  CHECK((*changes)["changes"][0]["subject"] == "verdict");
  CHECK(diff.out.find("CC-BY-NC-4.0") != std::string::npos);
  // The other way round nothing got worse.
  CHECK(run_auditor({"diff", repository->str(), "HEAD", "HEAD~1", "--fail-on-regression"}).code == 0);
}

TEST_CASE("a waiver holds when it has a reason, is current and meets something; else it is a finding itself") {
  const auto repository = build_fixture("conflicting-licenses");
  const auto with = [&](const std::string& waiver) {
    const Policy policy(policy_head + "waivers:\n  - " + waiver + "\n");
    return gate(*repository, {"--policy", policy.file()}).report;
  };
  SECTION("in force") {
    const Json report = with("{rule: require-class, reason: agreed with legal, owner: ml, expires: 2026-01-31}");
    CHECK(status_of(report, "require-class") == "waived");
    CHECK(status_of(report, "waiver-expired").empty());
    CHECK(report["summary"]["waived"] == 1);
  }
  SECTION("without an end") {
    CHECK(status_of(with("{rule: policy/require-class, reason: agreed, owner: ml}"), "require-class") == "waived");
  }
  SECTION("expired") {
    const Json report = with("{rule: require-class, reason: agreed with legal, owner: ml, expires: 2025-11-30}");
    CHECK(status_of(report, "require-class") == "fail");
    CHECK(severity_of(report, "waiver-expired") == "error");
    CHECK((*finding(report, "waiver-expired"))["evidence"][0]["start_line"] == 4);
  }
  SECTION("without a reason") {
    const Json report = with("{rule: require-class, reason: '  ', owner: ml, expires: 2026-01-31}");
    CHECK(status_of(report, "require-class") == "fail");
    CHECK(severity_of(report, "waiver-without-reason") == "error");
  }
  SECTION("unused") {
    const Json report = with("{rule: ab2013-sources, reason: none, owner: ml}");
    CHECK(status_of(report, "waiver-unused") == "fail");
    CHECK(severity_of(report, "waiver-unused") == "note");
  }
  SECTION("for another place") {
    const Json report = with("{rule: require-class, reason: agreed, owner: ml, scope: [elsewhere/]}");
    CHECK(status_of(report, "require-class") == "fail");
    CHECK(status_of(report, "waiver-unused") == "fail");
  }
}

TEST_CASE("the repository's own file cannot weaken a policy from outside") {
  GitFixture repository;
  const auto under = [&](const std::string& policy_text, const std::string& own) {
    release(repository, "CC-BY-NC-4.0").file(".auditor.yaml", own).commit("Release");
    const Policy policy(policy_text);
    return gate(repository, {"--policy", policy.file()});
  };
  SECTION("by waivers") {
    const Gate g = under(policy_head, "waivers:\n  - {rule: require-class, reason: we like it, owner: us}\n");
    CHECK(g.code == 1);
    CHECK(status_of(g.report, "require-class") == "fail");
  }
  SECTION("by other rule sets") {
    const Gate g = under("severity: {card-citation: error}\n", "rules: [weights-safety]\n");
    CHECK(status_of(g.report, "card-citation") == "fail");
    CHECK(g.code == 1);
  }
  SECTION("by asking for less") { CHECK(under(policy_head, "require: {class: closed}\n").code == 1); }
  SECTION("by severities") {
    const std::string policy = "rules: [model-card]\nseverity: {card-citation: error}\n";
    CHECK(severity_of(under(policy, "severity: {card-citation: 'off'}\n").report, "card-citation") == "error");
    CHECK(severity_of(under(policy, "severity: {card-citation: note}\n").report, "card-citation") == "error");
  }
  SECTION("by the longer name of a rule") {
    const std::string policy = "rules: [model-card]\nseverity: {card-citation: error}\n";
    CHECK(severity_of(under(policy, "severity: {model-card/card-citation: note}\n").report, "card-citation") ==
          "error");
    CHECK(severity_of(under(policy, "severity: {model-card/card-citation: 'off'}\n").report, "card-citation") ==
          "error");
  }
  SECTION("by being broken") {
    const Gate g = under(policy_head, "waivers: 3\n");
    CHECK(g.code == 1);
    CHECK(status_of(g.report, "require-class") == "fail");
    CHECK(g.err.find(".auditor.yaml:1") != std::string::npos);
  }
  SECTION("by answers about what is observed") {
    const Gate g =
        under(policy_head, "answers:\n  licenses.weights.openness: {value: open, owner: us, link: 'https://e.org'}\n");
    CHECK(g.code == 1);
    CHECK(g.report["facts"]["licenses"]["weights"]["openness"] == "noncommercial");
  }
}

TEST_CASE("beside a policy the repository's file may add") {
  GitFixture repository;
  release(repository, "Apache-2.0")
      .file(".auditor.yaml", "rules: [model-card]\nseverity: {card-citation: error}\nrequire: {bias: 4}\n")
      .commit("Release");
  const Policy policy("rules: [licensing]\nseverity: {card-citation: note}\nrequire: {class: open-weights}\n");
  const Gate g = gate(repository, {"--policy", policy.file()});
  CHECK(g.code == 1);
  CHECK(severity_of(g.report, "card-citation") == "error");
  CHECK(status_of(g.report, "require-class") == "pass");
  CHECK(status_of(g.report, "require-bias") == "fail");
}

TEST_CASE("an audit takes nothing of a repository's own file but its answers") {
  GitFixture repository;
  release(repository, "Apache-2.0")
      .file(".auditor.yaml",
            "rules: [licensing]\nseverity: {card-citation: 'off'}\nanswers:\n"
            "  documentation.compute: {value: 3e22 FLOP, link: 'https://example.org', owner: ml}\n")
      .commit("Release");
  const auto report = parse_json(run_auditor({"audit", repository.str(), "--format", "json"}).out, "report");
  REQUIRE(report);
  CHECK(status_of(*report, "card-citation") == "fail");
  CHECK((*report)["facts"]["documentation"]["compute"]["asserted"]["owner"] == "ml");
}

TEST_CASE("only what is new against the baseline counts, a report file or a revision") {
  const auto repository = build_fixture("restricted-derivative");
  const TempFolder folder;
  const std::string before = folder.str() + "/before.json";
  CHECK(run_auditor({"audit", repository->str(), "--report", "json=" + before}).code == 0);
  CHECK(gate(*repository, {}).code == 1);
  const Gate unchanged = gate(*repository, {"--baseline", before});
  CHECK(unchanged.code == 0);
  CHECK(gate(*repository, {"--baseline", "HEAD"}).code == 0);
  for (const Json& f : unchanged.report["findings"])
    if (f["status"] == "fail") CHECK(f["baseline"] == "unchanged");

  const auto swapped = build_fixture("conflicting-licenses");
  const Policy policy(policy_head);
  const Gate later = gate(*swapped, {"--policy", policy.file(), "--baseline", "HEAD~1"});
  CHECK(later.code == 1);
  REQUIRE(finding(later.report, "require-class") != nullptr);
  CHECK((*finding(later.report, "require-class"))["baseline"] == "new");
}

TEST_CASE("what got worse since the baseline blocks without any requirement, is named, and can be waived") {
  GitFixture repository;
  repository.file(".auditor.yaml", "rules: [licensing]\n");
  release(repository, "Apache-2.0").commit("Release");
  release(repository, "CC-BY-NC-4.0").commit("Change the licence");
  CHECK(gate(repository, {}).code == 0);
  const Gate blocked = gate(repository, {"--baseline", "HEAD~1"});
  CHECK(blocked.code == 1);
  const Json* terms = finding(blocked.report, "worsened-weights-license");
  REQUIRE(terms != nullptr);
  CHECK((*terms)["baseline"] == "new");
  CHECK((*terms)["severity"] == "error");
  const std::string message = (*terms)["message"];
  CHECK(message.find("Apache-2.0") != std::string::npos);
  CHECK(message.find("CC-BY-NC-4.0") != std::string::npos);
  CHECK(status_of(blocked.report, "worsened-verdict") == "fail");

  repository.file(".auditor.yaml",
                  "rules: [licensing]\nwaivers:\n"
                  "  - {rule: worsened-weights-license, reason: agreed, owner: legal, expires: 2026-01-31}\n"
                  "  - {rule: worsened-code-license, reason: agreed, owner: legal, expires: 2026-01-31}\n"
                  "  - {rule: worsened-documentation-license, reason: agreed, owner: legal, expires: 2026-01-31}\n"
                  "  - {rule: worsened-verdict, reason: agreed, owner: legal, expires: 2026-01-31}\n");
  repository.commit("Agree");
  const Gate waived = gate(repository, {"--baseline", "HEAD~2"});
  CHECK(status_of(waived.report, "worsened-verdict") == "waived");
  CHECK(waived.code == 0);
}

TEST_CASE("a requirement that fails already does not hide that it got worse") {
  GitFixture repository;
  repository.file(".auditor.yaml", "rules: [licensing]\nrequire: {class: open-science}\n");
  release(repository, "Apache-2.0").commit("Release");
  CHECK(gate(repository, {"--baseline", "HEAD"}).code == 0);
  release(repository, "CC-BY-NC-4.0").commit("Change the licence");
  CHECK(gate(repository, {"--baseline", "HEAD~1"}).code == 1);
}

TEST_CASE("what changed without getting worse is a note") {
  GitFixture repository;
  repository.file(".auditor.yaml", "rules: [licensing]\n");
  release(repository, "Apache-2.0").commit("Release");
  release(repository, "MIT").commit("Other open terms");
  const Gate g = gate(repository, {"--baseline", "HEAD~1"});
  CHECK(severity_of(g.report, "changed-weights-license") == "note");
  CHECK(g.code == 0);
}

TEST_CASE("what a policy requires and nothing can show is not met") {
  GitFixture repository;
  release(repository, "Apache-2.0").commit("Release");
  const Policy policy("rules: [licensing]\nrequire: {mof-1.0: III}\n");
  const Gate g = gate(repository, {"--policy", policy.file()});
  CHECK(status_of(g.report, "require-mof-1.0") == "fail");
  CHECK(g.code == 1);
}

TEST_CASE("moved lines and a renamed card are no new findings") {
  GitFixture repository;
  repository.file("README.md",
                  "---\nlicense: cc-by-nc-4.0\n---\n# Finch\nFinch is a model with 110 million parameters.\n");
  repository.file("model.safetensors", "version https://git-lfs.github.com/spec/v1\noid sha256:" +
                                           std::string(64, 'a') + "\nsize 123456789\n");
  repository.commit("Release");
  repository.file("README.md",
                  "---\n# who may use it\nlicense: cc-by-nc-4.0\n---\n\n\n# Finch\nFinch is a model with 110 million "
                  "parameters.\n");
  repository.commit("Remarks");
  const Gate g = gate(repository, {"--baseline", "HEAD~1"});
  for (const Json& f : g.report["findings"])
    if (f["status"] == "fail") {
      CAPTURE(f["rule"]);
      CHECK(f["baseline"] == "unchanged");
    }
  CHECK(g.code == 0);
}

TEST_CASE("a broken configuration is a usage error with its line") {
  const auto refused = [](const std::string& text, const std::string& place) {
    GitFixture repository{{"README.md", "# X\n"}, {".auditor.yaml", text}};
    const Run run = run_auditor({"gate", repository.str()}, {}, today);
    CAPTURE(text);
    CAPTURE(run.err);
    CHECK(run.code == 2);
    CHECK(run.out.empty());
    CHECK(run.err.find(place) != std::string::npos);
    // An audit does not read it.
    CHECK(run_auditor({"audit", repository.str(), "--format", "badge"}, {}, today).code == 0);
  };
  refused("rules: [licensing]\nwaivers: 3\n", ".auditor.yaml:2");
  refused("rules: [licensing]\n\nrequire: {class: nearly-open}\n", ".auditor.yaml:3");
  refused("rules: [licensing\nwaivers: []\n", ".auditor.yaml:");
  refused("ruels: [licensing]\n", ".auditor.yaml:1");
}

TEST_CASE("what could not be judged blocks as what failed does, unless it is waived") {
  GitFixture repository;
  release(repository, "Apache-2.0").file("README.md", std::string("#\0 \0F\0", 6)).commit("Release");
  // What fails is a note, so that only what is unknown stands at the threshold.
  const std::string rules =
      "rules: [licensing]\nseverity: {license-one-text: note, weights-license-present: note, "
      "license-file-holds-text: note}\n";
  const Policy policy(rules);
  const Gate g = gate(repository, {"--policy", policy.file(), "--fail-on", "warning"});
  bool unknown = false;
  std::string waivers = "waivers:\n";
  for (const Json& f : g.report["findings"]) {
    if (f["severity"] == "note" || (f["status"] != "unknown" && f["status"] != "fail")) continue;
    CHECK(f["status"] == "unknown");
    unknown = true;
    waivers += "  - {rule: " + f["rule"].get<std::string>() + ", reason: agreed, owner: ml}\n";
  }
  REQUIRE(unknown);
  CHECK(g.code == 1);
  const Policy agreed(rules + waivers);
  CHECK(gate(repository, {"--policy", agreed.file(), "--fail-on", "warning"}).code == 0);
}

TEST_CASE("a repository's rule sets are shipped ones or files of its own, and take nothing from a policy") {
  const TempFolder elsewhere;
  const std::string empty_set = "id: licensing\ntitle: Mine\ndescription: Nothing.\nrules: []\n";
  elsewhere.write("set.yaml", empty_set);
  const Policy policy(policy_head);
  for (const std::string& name : {std::string("./mine.yaml"), elsewhere.str() + "/set.yaml", std::string("../set.yaml"),
                                  std::string("gone.yaml")}) {
    CAPTURE(name);
    GitFixture repository;
    release(repository, "CC-BY-NC-4.0")
        .file("mine.yaml", empty_set)
        .file(".auditor.yaml", "rules: ['" + name + "']\n")
        .commit("Release");
    const Gate g = gate(repository, {"--policy", policy.file()});
    CHECK(g.code == 1);
    CHECK(status_of(g.report, "require-class") == "fail");
    CHECK(g.err.find("left out") != std::string::npos);
    CHECK(gate(repository, {}).code == 2);
  }
}

TEST_CASE("a baseline is a revision before it is a file, and a report of this repository only") {
  GitFixture repository;
  release(repository, "Apache-2.0").file(".auditor.yaml", "rules: [licensing]\n").commit("Release");
  GitFixture other;
  release(other, "CC-BY-NC-4.0").commit("Release");
  const TempFolder folder;
  const std::string report = folder.str() + "/other.json";
  REQUIRE(run_auditor({"audit", other.str(), "--report", "json=" + report}).code == 0);
  const Gate refused = gate(repository, {"--baseline", report});
  CHECK(refused.code == 2);
  CHECK(refused.err.find("another repository") != std::string::npos);
  folder.write("bad.json", "{\"findings\": 7}");
  const Gate malformed = gate(repository, {"--baseline", folder.str() + "/bad.json"});
  CHECK(malformed.code == 2);
  CHECK(malformed.err.find("internal") == std::string::npos);
}

TEST_CASE("a change that switches its own checks off is held against those it found") {
  GitFixture repository;
  release(repository, "Apache-2.0")
      .file(".auditor.yaml", "rules: [licensing]\nrequire: {class: open-weights}\n")
      .commit("Release");
  release(repository, "CC-BY-NC-4.0").file(".auditor.yaml", "rules: [weights-safety]\n").commit("Change");
  const Gate g = gate(repository, {"--baseline", "HEAD~1"});
  CHECK(g.code == 1);
  CHECK(status_of(g.report, "policy-weakened") == "fail");
  CHECK(status_of(g.report, "require-class") == "fail");
}

TEST_CASE("a policy that is a pipe without a writer, and one of the repository that is a link, are no policies") {
  const GitFixture repository{{"README.md", "# Wren\n"}};
  TempFolder folder;
  const std::string pipe = folder.str() + "/policy.yaml";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  for (const char* option : {"--policy", "--config"}) CHECK(gate(repository, {option, pipe}).code == 2);
  GitFixture linked{{"README.md", "# Wren\n"}};
  linked.symlink(".auditor.yaml", "elsewhere.yaml").commit();
  CHECK(gate(linked, {}).code == 2);
}

TEST_CASE("a policy asks for uses: a yes passes with its conditions said, no and unknown block") {
  GitFixture repository;
  release(repository, "CC-BY-NC-4.0").commit("Release");
  const Policy research("rules: [licensing]\nrequire: {uses: [research]}\n");
  const Gate passed = gate(repository, {"--policy", research.file()});
  CHECK(status_of(passed.report, "require-uses") == "pass");
  const Policy both("rules: [licensing]\nrequire:\n  uses: [research, commercial]\n");
  const Gate blocked = gate(repository, {"--policy", both.file()});
  CHECK(blocked.code == 1);
  std::string said;
  for (const Json& f : blocked.report["findings"])
    if (f["rule"] == "require-uses" && f["status"] == "fail") said = f["message"];
  CHECK(said.find("commercial; reached: no") != std::string::npos);

  GitFixture silent;
  silent.file("README.md", "# Finch\nA model.\n").file("config.json", "{}").commit("Without terms");
  CHECK(status_of(gate(silent, {"--policy", research.file()}).report, "require-uses") == "fail");
}

TEST_CASE("uses that a repository asks for add to those of a policy") {
  GitFixture repository;
  release(repository, "CC-BY-NC-4.0").file(".auditor.yaml", "require: {uses: [commercial]}\n").commit("Release");
  const Policy research("rules: [licensing]\nrequire: {uses: [research]}\n");
  const Gate gated = gate(repository, {"--policy", research.file()});
  int asked = 0;
  for (const Json& f : gated.report["findings"]) asked += f["rule"] == "require-uses" ? 1 : 0;
  CHECK(asked == 2);
  CHECK(gated.code == 1);
}

TEST_CASE("a use that there is not ends the gate, with the one that may have been meant") {
  GitFixture repository;
  release(repository, "MIT").commit("Release");
  const Policy policy("require:\n  uses: [comercial]\n");
  const Run run = run_auditor({"gate", repository.str(), "--policy", policy.file()});
  CHECK(run.code == 2);
  CHECK(run.err.find("policy.yaml:2") != std::string::npos);
  CHECK(run.err.find("did you mean commercial?") != std::string::npos);
}
