// The public interface: what include/auditor says holds.
#include "auditor/audit.h"
#include "auditor/core/json.h"
#include "auditor/licenses.h"
#include "auditor/permissions.h"
#include "auditor/render.h"
#include "auditor/weights.h"
#include "tests/support/catch.h"
#include "tests/support/fixture.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

using namespace auditor;
using auditor::test::build_fixture;
using auditor::test::GitFixture;

namespace {

Report report_of(const GitFixture& repository) {
  const auto snapshot = open(repository.str());
  REQUIRE(snapshot);
  auto report = audit(*snapshot);
  REQUIRE(report);
  return *report;
}

}  // namespace

TEST_CASE("an audit gives verdict, scopes, findings and doubts, each with its citations") {
  const auto repository = build_fixture("restricted-derivative");
  const Report report = report_of(*repository);
  CHECK(report.verdict() == "restricted-weights");
  const Scope weights = report.scope("weights");
  CHECK(weights.license == "LicenseRef-llama2 AND MIT");
  CHECK(weights.openness == "restricted");
  REQUIRE_FALSE(weights.evidence.empty());
  CHECK(report.scope("nothing").status.empty());
  const auto findings = report.findings();
  const auto kept = std::find_if(findings.begin(), findings.end(),
                                 [](const Finding& f) { return f.rule == "license-keeps-restrictions"; });
  REQUIRE(kept != findings.end());
  CHECK(kept->status == Status::fail);
  CHECK(kept->severity == Severity::error);
  CHECK(kept->evidence.front().path == "README.md");
  CHECK(report.value("bias.level") == "0");
  CHECK_FALSE(report.value("no.such.value"));
}

TEST_CASE("a saved report reads as the one it was saved of, and renders the same") {
  const auto repository = build_fixture("llama-like");
  const Report report = report_of(*repository);
  const auto saved = Report::parse(report.json());
  REQUIRE(saved);
  CHECK(saved->json() == report.json());
  for (const std::string& format : report_formats()) {
    INFO(format);
    CHECK(render(format, *saved).value() == render(format, report).value());
  }
  CHECK_FALSE(Report::parse("{}"));
  CHECK_FALSE(Report::parse("no JSON"));
  CHECK(render("docx", report).error().code == ErrorCode::usage);
}

TEST_CASE("a gate answers under a policy from outside, or the repository's own") {
  const auto repository = build_fixture("llama-like");
  const auto snapshot = open(repository->str());
  REQUIRE(snapshot);
  GateOptions options;
  options.policy = "rules: [licensing]\nrequire: {class: open-weights}\n";
  const auto held = gate(*snapshot, options);
  REQUIRE(held);
  CHECK_FALSE(held->released);
  CHECK_FALSE(held->blocking.empty());
  options.policy = "rules: [licensing]\nrequire: {class: open-weights\n";
  const auto wrong = gate(*snapshot, options);
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().code == ErrorCode::usage);

  // What a baseline knows holds nothing back.
  const auto report = audit(*snapshot);
  REQUIRE(report);
  GateOptions later;
  later.baseline = &*report;
  const auto again = gate(*snapshot, later);
  REQUIRE(again);
  CHECK(again->released);
}

TEST_CASE("a baseline of another repository is refused, one of an earlier commit is taken") {
  const auto ours = build_fixture("llama-like");
  const auto other = build_fixture("fully-open");
  const auto snapshot = open(ours->str());
  REQUIRE(snapshot);
  GateOptions options;
  const Report foreign = report_of(*other);
  options.baseline = &foreign;
  const auto refused = gate(*snapshot, options);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::usage);
  CHECK(refused.error().message.find("another repository") != std::string::npos);

  const Report earlier = report_of(*ours);
  ours->file("NEWS.md", "Finch sings.\n").commit("News");
  const auto later = open(ours->str());
  REQUIRE(later);
  REQUIRE(later->info().commit != snapshot->info().commit);
  options.baseline = &earlier;
  CHECK(gate(*later, options));
}

// Every value of a report, one after the other, replaced by one of another kind: what the schema lets through is
// compared with, what it does not is refused; neither throws, nor does any view of it.
TEST_CASE("a baseline and a view of a report stand any value at any place") {
  const auto repository = build_fixture("hosted-only");
  const auto snapshot = open(repository->str());
  REQUIRE(snapshot);
  const Json whole = Json::parse(report_of(*repository).json());
  std::size_t taken = 0;
  std::size_t refused = 0;
  const auto stands = [&](const Json& document) {
    const auto report = Report::parse(document.dump());
    if (!report) return;
    for (const char* use : {"commercial", "host"}) CHECK_FALSE(permission(*report, use).answer.empty());
    (void)report->findings();
    (void)report->doubts();
    (void)report->scope("weights");
    GateOptions options;
    options.audit.rules = {"weights-safety"};
    options.baseline = &*report;
    ++(gate(*snapshot, options) ? taken : refused);
  };
  const Json flat = whole.flatten();
  for (const char* part : {"/source", "/verdict", "/findings/0", "/findings/1", "/levels", "/scopes/weights", "/bias",
                           "/facts/permissions/commercial", "/facts/card/sections", "/doubts", "/summary"})
    for (const auto& [pointer, value] : flat.items()) {
      if (pointer.rfind(part, 0) != 0 || pointer.find("evidence/1") != std::string::npos) continue;
      INFO(pointer);
      Json changed = whole;
      changed[Json::json_pointer(pointer)] = value.is_string() ? Json(17) : Json("seventeen");
      CHECK_NOTHROW(stands(changed));
      changed[Json::json_pointer(pointer).parent_pointer()] = nullptr;
      CHECK_NOTHROW(stands(changed));
    }
  CHECK(taken > 20);
  CHECK(refused > 20);
}

TEST_CASE("errors are values that name what is wrong") {
  CHECK_FALSE(open("/no/such/place"));
  const auto repository = build_fixture("fully-open");
  OpenOptions options;
  options.revision = "no-such-branch";
  CHECK(open(repository->str(), options).error().code == ErrorCode::not_found);
  const auto snapshot = open(repository->str());
  REQUIRE(snapshot);
  CHECK(snapshot->text("no/such/file").error().code == ErrorCode::not_found);
  AuditOptions rules;
  rules.rules = {"no-such-rules"};
  CHECK(audit(*snapshot, rules).error().code == ErrorCode::usage);
}

TEST_CASE("a snapshot is read without an audit") {
  const auto repository = build_fixture("fully-open");
  const auto snapshot = open(repository->str());
  REQUIRE(snapshot);
  const auto paths = snapshot->paths();
  CHECK(std::is_sorted(paths.begin(), paths.end()));
  const auto text = snapshot->text("README.md");
  REQUIRE(text);
  CHECK_FALSE(text->empty());
  CHECK(snapshot->info().kind == "git");
  CHECK(snapshot->info().commit.size() == 40);
}

TEST_CASE("snapshots are audited by several threads at once with the same answer") {
  const auto repository = build_fixture("stable-diffusion-like");
  const std::string wanted = report_of(*repository).json();
  std::vector<std::string> got(4);
  std::vector<std::thread> threads;
  for (std::string& out : got)
    threads.emplace_back([&out, where = repository->str()] {
      const auto snapshot = open(where);
      if (snapshot)
        if (const auto report = audit(*snapshot)) out = report->json();
    });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& out : got) CHECK(out == wanted);
}

TEST_CASE("licences, permissions and weights are asked without a repository") {
  CHECK(identify_licenses("SPDX-License-Identifier: Apache-2.0").expression == "Apache-2.0");
  CHECK(openness_of("Apache-2.0 AND CC-BY-NC-4.0") == "noncommercial");
  CHECK(openness_of("LicenseRef-unknown") == "unknown");
  const auto mit = license_info("mit");
  REQUIRE(mit);
  CHECK(mit->osi);
  CHECK_FALSE(license_info("no-such-licence"));
  CHECK(permission("MIT", "commercial").answer != "no");
  CHECK(permission("CC-BY-NC-4.0", "commercial").answer == "no");
  CHECK(permission("MIT", "no-such-use").answer == "unknown");
  CHECK(inspect_weights("model.pkl", "cos\nsystem\n(S'true'\ntR.").verdict == "unsafe");
  CHECK_FALSE(inspect_weights("/no/such/file"));
  for (const std::string& use : uses()) {
    INFO(use);
    CHECK(permission("LicenseRef-unknown", use).answer == "unknown");
  }
}

TEST_CASE("public headers need nothing but each other, the standard library and tl::expected") {
  namespace fs = std::filesystem;
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(fs::path(AUDITOR_SOURCE_DIR) / "include" / "auditor"))
    names.insert("auditor/" + entry.path().filename().string());
  CHECK(names.size() <= 10);
  for (const std::string& name : names) {
    if (name == "auditor/result.h") continue;  // stands for auditor/core/result.h, which is what is installed
    std::ifstream in(AUDITOR_SOURCE_DIR "/include/" + name);
    std::string first;
    std::getline(in, first);
    INFO(name);
    CHECK(first.rfind("// ", 0) == 0);  // each begins with what it is for
    for (std::string line; std::getline(in, line);)
      if (line.rfind("#include \"", 0) == 0) CHECK(names.count(line.substr(10, line.rfind('"') - 10)) == 1);
  }
}
