// The gate's own bounds: what an audited repository brings along is judged in the time of reading it, and a report that
// it is held against is one of auditor's, of this repository.
#include "auditor/assess/gate.h"

#include "auditor/assess/config.h"
#include "auditor/core/yaml.h"
#include "tests/support/catch.h"
#include "tests/support/time_limit.h"

using namespace auditor;
using namespace auditor::assess;
using auditor::test::growth_of;
using auditor::test::time_limit;

namespace {

Json report_of_rules(std::size_t count) {
  Json findings = Json::array();
  for (std::size_t i = 0; i < count; ++i)
    findings.push_back({{"rule", "own-" + std::to_string(i / 2)}, {"severity", "error"}, {"status", "fail"}});
  return {{"findings", std::move(findings)}};
}

Assessment assessment_of_rules(std::size_t count) {
  Assessment out;
  for (std::size_t i = 0; i < count; ++i) {
    Finding f;
    f.rule = "own-" + std::to_string(i);
    f.rule_set = "own";
    f.severity = Severity::error;
    f.status = Status::fail;
    f.fingerprint = f.rule;
    out.findings.push_back(std::move(f));
  }
  return out;
}

Waiver waiver(const std::string& rule) {
  Waiver out;
  out.rule = rule;
  out.reason = "agreed";
  return out;
}

std::string rules(const std::string& id, std::size_t count) {
  std::string out = "id: " + id + "\ntitle: Own\nrules:\n";
  for (std::size_t i = 0; i < count; ++i)
    out += "  - {id: " + id + "-" + std::to_string(i) +
           ", title: R, dimension: code, severity: error, require: {card.status: present}, message: m, remedy: r}\n";
  return out;
}

// Rule sets of a repository, by path; what is added to the default ones, or the error.
Result<void> add(const std::map<std::string, std::string>& files, const std::vector<std::string>& names) {
  AssessOptions options;
  return add_own_rules(
      names, {},
      [&](const std::string& path) -> Result<std::string> {
        const auto found = files.find(path);
        if (found == files.end()) return fail(ErrorCode::usage, "no such rule set", path);
        return found->second;
      },
      options);
}

source::SourceInfo finch() {
  source::SourceInfo info;
  info.kind = source::SourceKind::git;
  info.name = "finch";
  info.commit = std::string(40, 'a');
  return info;
}

}  // namespace

TEST_CASE("what keeps a release back is each rule once, in the order of the report") {
  const Json report = {{"findings",
                        {{{"rule", "b"}, {"severity", "error"}, {"status", "fail"}},
                         {{"rule", "a"}, {"severity", "error"}, {"status", "unknown"}},
                         {{"rule", "b"}, {"severity", "error"}, {"status", "fail"}},
                         {{"rule", "c"}, {"severity", "warning"}, {"status", "fail"}},
                         {{"rule", "d"}, {"severity", "error"}, {"status", "fail"}, {"baseline", "unchanged"}},
                         {{"rule", "e"}, {"severity", "error"}, {"status", "waived"}}}}};
  const Blocking found = blocking(report, "error");
  CHECK(found.findings == 3);
  CHECK(found.unknown == 1);
  CHECK(found.rules == std::vector<std::string>{"b", "a"});
  CHECK(blocking(report, "warning").rules.size() == 3);
  CHECK(blocking(report, "never").findings == 0);
}

TEST_CASE("the time a gate takes grows with its rules, severities, waivers and overrides, not with their square") {
  CHECK(growth_of(20'000, [](std::size_t n) {
          const Json report = report_of_rules(n);
          if (blocking(report, "error").rules.size() != n / 2) throw std::runtime_error("not all rules");
        }).linear);
  CHECK(growth_of(2'000, [](std::size_t n) {
          Assessment assessment = assessment_of_rules(n);
          Config config;
          for (std::size_t i = 0; i < n; ++i) {
            config.severity["no-rule-" + std::to_string(i)] = "note";
            config.waivers.push_back(waiver("own-" + std::to_string(2 * i)));
          }
          apply_config(assessment, config, {}, Json::object(), "2026-01-01");
        }).linear);
  CHECK(growth_of(2'000, [](std::size_t n) {
          const auto base = parse_yaml(rules("base", n), "base.yaml");
          Json own = {{"id", "own"}, {"title", "Own"}, {"overrides", Json::object()}};
          for (std::size_t i = 0; i + 1 < n; ++i) own["overrides"]["base-" + std::to_string(i)] = {{"disable", true}};
          Problems problems;
          const auto inherited = compile_rule_set(std::make_shared<const Json>(base->value), {}, problems);
          const auto set = compile_rule_set(std::make_shared<const Json>(std::move(own)), {inherited}, problems);
          if (!problems.empty() || set->rules.size() != 1) throw std::runtime_error("not overridden");
        }).linear);
}

TEST_CASE("a waiver still meets what came after it was read, and each finding of its rule") {
  Assessment assessment = assessment_of_rules(3);
  assessment.findings.push_back(assessment.findings[1]);
  assessment.findings.back().rule_set = "other";
  Config config;
  config.waivers.push_back(waiver("gone"));
  config.waivers.push_back(waiver("waiver-unused"));
  config.waivers.push_back(waiver("own-1"));
  config.waivers.push_back(waiver("own/own-2"));
  apply_config(assessment, config, {}, Json::object(), "2026-01-01");
  std::size_t waived = 0;
  for (const Finding& f : assessment.findings) {
    if (f.status == Status::waived) ++waived;
    if (f.rule == "own-0") CHECK(f.status == Status::fail);
  }
  CHECK(waived == 4);
}

TEST_CASE("what a repository adds is bounded in sets and in rules, and a set that is named again costs nothing") {
  CHECK(add({{"own.yaml", rules("own", 2000)}}, {"own.yaml"}));
  const auto many = add({{"own.yaml", rules("own", 2001)}}, {"own.yaml"});
  REQUIRE_FALSE(many);
  CHECK(many.error().code == ErrorCode::usage);
  CHECK(many.error().message.find("more than 2000") != std::string::npos);

  // Inherited rules count each time, so that a ladder of sets is no way around.
  std::map<std::string, std::string> ladder = {{"s0.yaml", rules("s0", 300)}};
  std::string all = "id: all\ntitle: All\nextends: [s0.yaml";
  for (int i = 1; i < 10; ++i) {
    const std::string id = "s" + std::to_string(i);
    ladder[id + ".yaml"] = "id: " + id + "\ntitle: T\nextends: [s" + std::to_string(i - 1) + ".yaml]\n";
  }
  CHECK(add(ladder, {"s3.yaml"}));
  CHECK_FALSE(add(ladder, {"s9.yaml"}));

  std::map<std::string, std::string> sets;
  std::vector<std::string> names;
  for (int i = 0; i < 33; ++i) {
    names.push_back("s" + std::to_string(i) + ".yaml");
    sets[names.back()] = rules("s" + std::to_string(i), 1);
  }
  CHECK_FALSE(add(sets, names));
  names.pop_back();
  CHECK(add(sets, names));

  std::string again = "id: own\ntitle: Own\nextends:\n";
  for (int i = 0; i < 20'000; ++i) again += "- base.yaml\n";
  const double seconds = auditor::test::cpu_seconds([&] {
    CHECK(add({{"base.yaml", rules("base", 1000)}, {"own.yaml", again}}, {"own.yaml"}));
  });
  CHECK(seconds < time_limit(5));
}

TEST_CASE("a report is of this repository by a commit that is there, else by remote or name; a branch is no commit") {
  const auto is_ours = [](const Json& source, bool here) {
    return is_report_of({{"source", source}}, finch(), [here](const std::string&) { return here; });
  };
  const std::string commit(40, 'b');
  CHECK(is_ours({{"name", "finch"}, {"path", ""}, {"commit", commit}}, true));
  CHECK_FALSE(is_ours({{"name", "finch"}, {"path", ""}, {"commit", commit}}, false));
  CHECK_FALSE(is_ours({{"name", "finch"}, {"path", "part"}, {"commit", commit}}, true));
  CHECK_FALSE(is_ours({{"name", "finch"}, {"path", ""}, {"commit", "main"}}, true));
  CHECK(is_ours({{"name", "finch"}, {"path", ""}, {"commit", nullptr}}, true));  // of a plain folder
  CHECK_FALSE(is_ours({{"name", "wren"}, {"path", ""}, {"commit", nullptr}, {"remote", 1}}, true));
}
