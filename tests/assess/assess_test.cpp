#include "auditor/assess/assess.h"

#include "auditor/assess/config.h"
#include "auditor/assess/evaluate.h"
#include "auditor/assess/explain_fact.h"
#include "auditor/assess/report_document.h"
#include "auditor/assess/rule_check.h"
#include "auditor/core/schema.h"
#include "auditor/core/yaml.h"
#include "tests/support/catch.h"

#include <filesystem>
#include <fstream>

using namespace auditor;
using namespace auditor::assess;

namespace {

std::shared_ptr<RuleSet> compile(const char* yaml) {
  const auto document = parse_yaml(yaml, "set.yaml");
  REQUIRE(document);
  Problems problems;
  auto set = compile_rule_set(std::make_shared<const Json>(document->value), {}, problems);
  for (const Problem& p : problems) FAIL(p.pointer << ": " << p.message);
  return set;
}

Json facts(const char* yaml) {
  const auto document = parse_yaml(yaml, "facts.yaml");
  REQUIRE(document);
  return document->value;
}

const AssessOptions& shipped() {
  static const AssessOptions options = load_rules().value();
  return options;
}

std::string verdict_of(const char* yaml) {
  std::vector<std::string> classes;
  return decide(*shipped().verdict, facts(yaml), classes)["class"].get<std::string>();
}

// A file below a folder of this test, removed with it.
struct Folder {
  std::filesystem::path path = std::filesystem::temp_directory_path() / "auditor-rules-test";
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path / name) << text;
    return (path / name).string();
  }
};

constexpr const char* two_levels = R"(
id: t
title: T
rules:
  - {id: a, title: A, dimension: code, severity: note, require: {a: yes}, message: m, remedy: r}
  - {id: b, title: B, dimension: code, severity: note, require: {b: yes}, message: m, remedy: r}
  - {id: c, title: C, dimension: code, severity: note, when: {c: {not: off}}, require: {c: yes}, message: m, remedy: r}
levels:
  - {id: low, title: Low, rules: [{any_of: [a, b]}]}
  - {id: high, title: High, rules: [b, c]}
unclassified: None
)";

Json levels(const char* given) {
  const auto set = compile(two_levels);
  std::vector<Finding> findings;
  return levels_of(*set, evaluate(*set, facts(given), findings));
}

}  // namespace

TEST_CASE("a level needs its rules and those of the levels below; an alternative stands in") {
  CHECK(levels("{a: yes, b: no, c: yes}") ==
        Json::parse(R"({"class": "low", "level": "Low", "title": "T", "progress": {"low": 100, "high": 67}})"));
  CHECK(levels("{a: no, b: yes, c: yes}")["progress"]["high"] == 100);
  CHECK(levels("{a: no, b: no, c: yes}")["progress"] == Json::parse(R"({"low": 0, "high": 0})"));
  CHECK(levels("{a: unknown, b: no, c: yes}")["class"].is_null());
  CHECK(levels("{a: yes, b: yes, c: off}")["class"] == "high");  // what does not apply is not asked
}

TEST_CASE("a rule for each item cites the item and is summed up when all pass") {
  const auto set = compile(R"(
id: t
title: T
rules:
  - id: file
    title: Files are safe
    dimension: weights
    severity: error
    for_each: weights.files
    where: {item.format: {not: text}}
    require: {item.verdict: safe}
    message: "{item.path} is {item.verdict}"
    remedy: r
)");
  const auto statuses = [&](const char* given) {
    std::vector<Finding> findings;
    (void)evaluate(*set, facts(given), findings);
    std::string text;
    for (const Finding& f : findings) text += std::string(to_string(f.status)) + ":" + f.message + ";";
    return text;
  };
  CHECK(statuses("weights: {files: [{path: a, format: x, verdict: safe}]}") == "pass:Files are safe;");
  CHECK(statuses("weights: {files: [{path: a, format: x, verdict: bad}, {path: b, format: text, verdict: bad}]}") ==
        "fail:a is bad;");
  CHECK(statuses("weights: {files: []}") == "not-applicable:Files are safe;");
  CHECK(statuses("weights: {}").starts_with("unknown:"));
}

TEST_CASE("a fingerprint survives moved lines and renamed files, not another text") {
  const auto evidence = [](const char* path, int line, const char* quote) {
    return Json::array({{{"path", path}, {"start_line", line}, {"end_line", line}, {"quote", quote}}});
  };
  const auto base = make_fingerprint("r", "s", evidence("README.md", 3, "MIT"));
  CHECK(base == make_fingerprint("r", "s", evidence("docs/README.md", 90, "MIT")));
  CHECK(base != make_fingerprint("r", "s", evidence("README.md", 3, "GPL")));
  CHECK(base != make_fingerprint("r", "t", evidence("README.md", 3, "MIT")));
}

TEST_CASE("the verdict follows the weights, and never calls unknown terms open") {
  CHECK(verdict_of(R"(
weights: {status: linked}
licenses: {weights: {openness: open}, code: {openness: open}}
code: {training: {status: absent}}
)") == "open-weights");
  CHECK(verdict_of("weights: {status: linked}\nlicenses: {weights: {openness: unknown}}") == "restricted-weights");
  CHECK(verdict_of("weights: {status: gated}\nlicenses: {weights: {openness: none}}") == "restricted-weights");
  CHECK(verdict_of("weights: {status: included}\nlicenses: {weights: {openness: noncommercial}}") ==
        "restricted-weights");
  CHECK(verdict_of("weights: {status: unknown}") == "undetermined");
  CHECK(verdict_of(
            "weights: {status: absent}\nlicenses: {code: {openness: open}}\ncode: {inference: {status: included}}\n"
            "documentation: {hosted-service: {status: absent, value: none}}") == "code-only");
  // Code that only calls a service is no code of a model.
  CHECK(verdict_of(
            "weights: {status: absent}\nlicenses: {code: {openness: open}}\ncode: {inference: {status: included}}\n"
            "documentation: {hosted-service: {status: stated, value: client}}") == "hosted-only");
  CHECK(verdict_of("weights: {status: absent}\ndocumentation: {hosted-service: {status: stated}}") == "hosted-only");
  CHECK(verdict_of("weights: {status: absent}\ndocumentation: {hosted-service: {status: absent}}") == "closed");
}

TEST_CASE("open-model and open-science ask for code and data") {
  const std::string model = R"(
weights: {status: linked, checkpoints: {status: linked}}
licenses: {weights: {openness: open}, code: {openness: open}}
lineage: {parents: []}
code: {architecture: {status: included}, training: {status: included}, inference: {status: included}, data-preparation: {status: included}}
)";
  CHECK(verdict_of((model + "data: {status: named, detail: detailed, openness: unknown}").c_str()) == "open-model");
  CHECK(verdict_of((model + "data: {status: linked, detail: detailed, openness: unknown}").c_str()) == "open-model");
  CHECK(verdict_of((model + "data: {status: linked, detail: detailed, openness: open}").c_str()) == "open-science");
  CHECK(verdict_of((model + "data: {status: named, detail: partial, openness: open}").c_str()) == "open-weights");
}

TEST_CASE("of several offered models the most restrictive weights decide") {
  const Json given = facts(R"(
weights: {status: linked}
models:
  - {name: a, offered: true, weights: {status: linked}, scopes: {weights: {openness: open}}}
  - {name: b, offered: true, weights: {status: linked}, scopes: {weights: {openness: restricted, concluded: LicenseRef-x}}}
  - {name: c, offered: false, weights: {status: linked}, scopes: {weights: {openness: noncommercial}}}
  - {name: d, offered: true, weights: {status: absent}, scopes: {weights: {openness: open}}}
)");
  std::vector<std::string> classes;
  const Json verdict = decide(*shipped().verdict, given, classes);
  CHECK(verdict["class"] == "restricted-weights");
  CHECK(verdict["why"][0]["text"] ==
        "The terms of the weights restrict use, users, territory or outputs: LicenseRef-x.");
  CHECK(verdict["next"]["class"] == "open-weights");
  CHECK(classes[0] == "open-weights");
  CHECK(classes[3] == "closed");
}

TEST_CASE("what the next class lacks is listed, cheapest first") {
  std::vector<std::string> classes;
  const Json verdict = decide(*shipped().verdict, facts(R"(
weights: {status: linked}
licenses: {weights: {openness: open}, code: {openness: none}}
lineage: {parents: []}
code: {architecture: {status: included}, training: {status: absent}, fine-tuning: {status: absent}, inference: {status: absent}}
data: {detail: none}
)"),
                              classes);
  REQUIRE(verdict["next"]["class"] == "open-model");
  std::vector<std::string> efforts;
  for (const Json& m : verdict["next"]["missing"]) efforts.push_back(m["effort"].get<std::string>());
  CHECK(efforts == std::vector<std::string>{"low", "low", "medium", "high"});
}

TEST_CASE("shipped rule sets are sound, their examples hold, and nothing passes without evidence") {
  Library library;
  for (const std::string& id : library.ids()) {
    INFO(id);
    const auto errors = check_rule_set(library, id);
    CHECK(errors.empty());
    const auto set = library.load(id);
    REQUIRE(set);
    for (const ExampleResult& r : test_examples(**set)) {
      INFO(r.rule << " example " << r.index << " of " << r.expected << " gives " << r.got);
      CHECK(r.ok());
    }
    for (const Rule& rule : (*set)->rules) {
      INFO(rule.id);
      CHECK(rule.source->contains("references"));  // a framework's rule names its clause
    }
    std::vector<Finding> findings;
    for (const Outcome& outcome : evaluate(**set, Json::object(), findings)) CHECK(outcome.status != Status::pass);
  }
  CHECK(check_verdict(library).empty());
  CHECK(check_unique_ids(library, library.ids()).empty());
}

TEST_CASE("mistakes in a rule file are found with their line") {
  const Folder folder;
  Library library;
  const auto file = folder.write("bad.yaml",
                                 "id: bad\ntitle: Bad\nrules:\n"
                                 "  - id: a\n    title: T\n    dimension: code\n    severity: error\n"
                                 "    require: {weights.statsu: absent}\n    message: m\n    remedy: r\n"
                                 "    references: []\n    examples: {pass: [{}], fail: [{}]}\n");
  const auto errors = check_rule_set(library, file);
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].line == 8);
  CHECK(errors[0].message.find("statsu") != std::string::npos);
  const auto self = folder.write("self.yaml", "id: self\ntitle: Self\nextends: [./self.yaml]\n");
  CHECK_FALSE(library.load(self));
  const auto lost = folder.write("lost.yaml", "id: lost\ntitle: Lost\nextends: [nowhere]\n");
  const auto loaded = library.load(lost);
  REQUIRE_FALSE(loaded);
  CHECK(loaded.error().line == 3);
}

TEST_CASE("a set that extends another overrides severities and disables rules") {
  const Folder folder;
  Library library;
  const auto file =
      folder.write("mine.yaml",
                   "id: mine\ntitle: Mine\nextends: [license-payload]\noverrides:\n"
                   "  payload-license-text: {severity: note}\n  payload-copyright-notice: {disable: true}\n");
  const auto set = library.load(file);
  REQUIRE(set);
  CHECK((*set)->find("payload-license-text")->severity == Severity::note);
  CHECK((*set)->find("payload-copyright-notice") == nullptr);
  CHECK((*set)->find("payload-upstream-notices") != nullptr);
}

namespace {

Json given_facts() {
  return facts(R"(
schema: auditor-facts/1
source: {kind: folder, name: x, partial: false}
models: []
card: {status: absent, cards: []}
weights: {status: linked}
licenses: {files: [], labels: [], conflicts: [], weights: {status: absent, openness: none, concluded: null}}
bias: {level: 1, signals: []}
)");
}

std::string statuses(const std::vector<Finding>& findings, const std::string& rule) {
  std::string text;
  for (const Finding& f : findings)
    if (f.rule == rule) text += std::string(to_string(f.status)) + " ";
  return text;
}

Config config(const std::string& yaml) {
  auto parsed = parse_config(yaml, ".auditor.yaml", "repository");
  INFO((parsed ? std::string() : parsed.error().str()));
  REQUIRE(parsed);
  return *parsed;
}

Assessment applied(const Config& with) {
  Assessment assessment = auditor::assess::assess(given_facts(), shipped());
  apply_config(assessment, with, shipped(), given_facts(), "2026-06-15");
  return assessment;
}

}  // namespace

TEST_CASE("a waiver holds with a reason until its last day") {
  const auto waived =
      applied(config("waivers: [{rule: card-present, reason: 'no card yet', owner: me, expires: 2026-06-15}]"));
  CHECK(statuses(waived.findings, "card-present") == "waived ");
  const auto expired = applied(config("waivers: [{rule: card-present, reason: 'no card yet', expires: 2026-06-14}]"));
  CHECK(statuses(expired.findings, "card-present") == "fail ");
  CHECK(statuses(expired.findings, "waiver-expired") == "fail ");
  const auto bare = applied(config("waivers: [{rule: card-present, reason: ' '}]"));
  CHECK(statuses(bare.findings, "card-present") == "fail ");
  CHECK(statuses(bare.findings, "waiver-without-reason") == "fail ");
  const auto unused = applied(config("waivers: [{rule: no-such-rule, reason: x}]"));
  CHECK(statuses(unused.findings, "waiver-unused") == "fail ");
  const auto elsewhere = applied(config("waivers: [{rule: card-present, reason: x, scope: models/a}]"));
  CHECK(statuses(elsewhere.findings, "card-present") == "fail ");
}

TEST_CASE("the repository's file cannot weaken a policy") {
  Config policy = config("severity: {card-present: error}\nrequire: {class: open-weights}");
  policy.origin = "given";
  const Config own = config(
      "severity: {card-present: note, bias-stated: 'off', license-present: error}\n"
      "waivers: [{rule: card-present, reason: x}]\nrequire: {class: closed, bias: 2}");
  const Config merged = merge_policy(policy, own);
  CHECK(merged.waivers.empty());
  CHECK(merged.require == Json::parse(R"({"class": "open-weights", "bias": 2})"));
  const auto result = applied(merged);
  CHECK(statuses(result.findings, "card-present") == "fail ");
  CHECK(statuses(result.findings, "bias-stated") == "fail ");
  CHECK(statuses(result.findings, "require-class") == "fail ");
  CHECK(statuses(result.findings, "require-bias") == "fail ");
}

TEST_CASE("a configuration that does not follow its schema is an error with a line") {
  const auto wrong = parse_config("rules: [licensing]\nseverity: {a: fatal}\n", ".auditor.yaml", "repository");
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().code == ErrorCode::usage);
  CHECK(wrong.error().line == 2);
  CHECK(parse_config("", ".auditor.yaml", "repository"));
}

TEST_CASE("values of the wrong kind and bytes that are no text are mistakes, not crashes") {
  const auto problems_of = [](const std::string& text) {
    const auto document = parse_yaml(text, "set.yaml");
    REQUIRE(document);
    Problems problems;
    (void)compile_rule_set(std::make_shared<const Json>(document->value), {}, problems);
    return problems.size();
  };
  CHECK(problems_of("id: a\ntitle: A\nscore: trne\nrules: []\nlevels:\n  - {id: x, rules: [{any_of: [1, {}]}, 2]}\n") >
        0);
  CHECK(problems_of("id: a\ntitle: A\nrules: []\noverrides: {b: {disable: 3}}\n") > 0);
  const auto example = parse_yaml(
      "id: a\ntitle: A\nrules:\n  - {id: b, title: B, dimension: code, severity: note, message: m, remedy: r,\n"
      "     require: {weights.status: absent}, examples: {pass: {weights: {}}, fail: 3}}\n",
      "set.yaml");
  REQUIRE(example);
  Problems problems;
  const auto set = compile_rule_set(std::make_shared<const Json>(example->value), {}, problems);
  REQUIRE(set != nullptr);
  CHECK(test_examples(*set).empty());
  const std::string bytes = "rules: [licensing]\nrequire: {class: op\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa}\n";
  CHECK_FALSE(parse_config(bytes, ".auditor.yaml", "repository"));
}

TEST_CASE("a baseline leaves new and worsened findings") {
  const Assessment before = auditor::assess::assess(given_facts(), shipped());
  Json baseline = build_report(given_facts(), before, "");
  Json report = baseline;
  for (Json& f : baseline["findings"]) {
    if (f["rule"] == "card-present") f["fingerprint"] = "other";
    if (f["rule"] == "license-present") f["severity"] = "note";
  }
  const int failed = report["summary"]["fail"].get<int>();
  const int unknown = report["summary"]["unknown"].get<int>();  // known, too: what could not be judged is no news
  apply_baseline(report, baseline);
  CHECK(report["summary"]["fail"] == 2);
  CHECK(report["summary"]["known"] == failed + unknown - 2);
  for (const Json& f : report["findings"]) {
    if (f["rule"] == "card-present") CHECK(f["baseline"] == "new");
    if (f["rule"] == "license-present") CHECK(f["baseline"] == "worsened");
  }
  CHECK(validate_schema(report, "schemas/report.schema.json").empty());
}

TEST_CASE("fingerprints are unique in a report and findings are sorted") {
  const Assessment assessment = auditor::assess::assess(given_facts(), shipped());
  std::vector<std::string> seen;
  for (const Finding& f : assessment.findings) seen.push_back(f.fingerprint);
  std::sort(seen.begin(), seen.end());
  CHECK(std::adjacent_find(seen.begin(), seen.end()) == seen.end());
  CHECK(std::is_sorted(assessment.findings.begin(), assessment.findings.end(),
                       [](const Finding& a, const Finding& b) { return a.rule_set < b.rule_set; }));
}

TEST_CASE("a failed rule cites the operand that failed, not the one beside it that holds") {
  const auto set = compile(R"(
id: t
title: T
rules:
  - id: open-report
    title: Report under an open licence
    dimension: documentation
    severity: note
    require:
      all_of: [{documentation.report.status: included}, {licenses.code.openness: open}]
    evidence: [documentation.report, licenses.code]
    message: "No."
    remedy: Write one.
    examples: {pass: [], fail: []}
)");
  const char* license = "{path: LICENSE, start_line: 1, end_line: 1}";
  const char* report = "{path: report.md, start_line: 3, end_line: 3}";
  const auto cited = [&](const std::string& status, const std::string& openness) {
    const std::string text = "card: {cards: [README.md]}\ndocumentation: {report: {status: " + status +
                             ", evidence: " + (status == "absent" ? "[]" : "[" + std::string(report) + "]") +
                             "}}\nlicenses: {code: {openness: " + openness + ", evidence: [" + license + "]}}\n";
    std::vector<Finding> findings;
    const Json document = facts(text.c_str());
    CHECK(evaluate(*set, document, findings).size() == 1);
    std::vector<std::string> paths;
    for (const Json& e : findings.at(0).evidence) paths.push_back(e["path"].get<std::string>());
    return paths;
  };
  CHECK(cited("absent", "open") == std::vector<std::string>{"README.md"});
  CHECK(cited("included", "restricted") == std::vector<std::string>{"LICENSE"});
  CHECK(cited("included", "open") == std::vector<std::string>{"report.md", "LICENSE"});
}

namespace {

// The paths that the only rule of a set with this `require` and `evidence` cites.
std::vector<std::string> cited_by(const std::string& require, const std::string& evidence, const std::string& text) {
  const auto set =
      compile(("id: t\ntitle: T\nrules:\n  - id: a\n    title: A\n    dimension: data\n    severity: note\n"
               "    require: " +
               require + "\n    evidence: [" + evidence +
               "]\n    message: \"No.\"\n    remedy: Do.\n    examples: {pass: [], fail: []}\n")
                  .c_str());
  std::vector<Finding> findings;
  const Json document = facts(("card: {cards: [README.md]}\n" + text).c_str());
  CHECK(evaluate(*set, document, findings).size() == 1);
  std::vector<std::string> paths;
  for (const Json& e : findings.at(0).evidence) paths.push_back(e["path"].get<std::string>());
  return paths;
}

std::string at(const std::string& path) { return "evidence: [{path: " + path + ", start_line: 1, end_line: 1}]"; }

using Paths = std::vector<std::string>;

}  // namespace

TEST_CASE("of alternatives that all fail, the one that came closest is cited") {
  const std::string require =
      "{any_of: [{code.net.status: included, licenses.code.openness: open}, {code.net.status: linked, "
      "code.net.openness: open}]}";
  const auto cited = [&](const char* status, const char* openness) {
    return cited_by(require, "code.net, licenses.code",
                    std::string("code: {net: {status: ") + status + ", openness: unclear, " + at("net.py") +
                        "}}\nlicenses: {code: {openness: " + openness + ", " + at("LICENSE") + "}}\n");
  };
  CHECK(cited("included", "restricted") == Paths{"LICENSE"});  // the code is there: its licence is what fails
  CHECK(cited("linked", "restricted") == Paths{"net.py"});
  CHECK(cited("included", "open") == Paths{"net.py", "LICENSE"});
}

TEST_CASE("of a list the items that decide are cited, and none that is something else") {
  const std::string require = "{data.datasets: {any: {role: evaluation, openness: open}}}";
  const std::string train = "{role: training, openness: open, " + at("train.md") + "}";
  const std::string test_set = "{role: evaluation, openness: restricted, " + at("test.md") + "}";
  const std::string open_set = "{role: evaluation, openness: open, " + at("open.md") + "}";
  const auto cited = [&](const std::string& sets) {
    return cited_by(require, "data.datasets", "data: {datasets: [" + sets + "]}\n");
  };
  CHECK(cited(train + ", " + test_set) == Paths{"test.md"});
  CHECK(cited(train + ", " + open_set) == Paths{"open.md"});
  CHECK(cited(train) == Paths{"README.md"});  // where it was looked for
  CHECK(cited_by("{licenses.labels: {any: {kind: {in: [sentence, badge]}}}}", "licenses.labels",
                 "licenses: {labels: [{kind: manifest, " + at("setup.py") + "}]}\n") == Paths{"README.md"});
  // Items without lines of their own: what they belong to has them.
  CHECK(cited_by("{data.sets: {none: {role: training}}}", "data",
                 "data: {sets: [{role: training}], " + at("data.md") + "}\n") == Paths{"data.md"});
  CHECK(cited_by("{data.datasets: {none: {role: training}}}", "data.datasets",
                 "data: {datasets: [" + train + ", " + test_set + "]}\n") == Paths{"train.md"});
}

TEST_CASE("of the listed facts the nearest one above a test is cited, not all that hold it") {
  const std::string facts_text =
      "data: {status: linked, " + at("data.md") + ", card: {status: absent}, datasets: [{" + at("other.md") + "}]}\n";
  CHECK(cited_by("{data.card.status: present}", "data.card, data", facts_text) == Paths{"README.md"});
  CHECK(cited_by("{data.status: included}", "data.datasets, data", facts_text) == Paths{"data.md"});
  CHECK(cited_by("{data.status: linked}", "data.datasets, data", facts_text) == Paths{"data.md"});
}

TEST_CASE("a fact is explained by its value and the lines it was read from") {
  const Json document = facts(
      "card: {cards: [card.md]}\n"
      "documentation: {parameters: {status: stated, value: 1.2B, evidence: [{path: card.md, start_line: 4, end_line: "
      "4, method: "
      "sentence, confidence: medium, quote: A 1.2B model.}]}, contact: {status: absent, evidence: []}}\n"
      "data: {datasets: [{name: Moss-2.0, role: training}]}\n");
  const auto stated = explain_fact(document, "documentation.parameters");
  REQUIRE(stated);
  CHECK(stated->find("card.md:4 (sentence, confidence medium): A 1.2B model.") != std::string::npos);
  CHECK(explain_fact(document, "documentation.parameters.value")->find("card.md:4") != std::string::npos);
  CHECK(explain_fact(document, "documentation.contact")->find("looked for in card.md") != std::string::npos);
  CHECK(explain_fact(document, "data.datasets.Moss-2.0.role")->find("\"training\"") != std::string::npos);
  CHECK_FALSE(explain_fact(document, "documentation.nothing"));
}
