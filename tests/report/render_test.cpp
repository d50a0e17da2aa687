#include "auditor/report/render.h"

#include "auditor/core/yaml.h"
#include "auditor/report/compare.h"
#include "auditor/report/escape.h"
#include "auditor/report/labels.h"
#include "auditor/report/view.h"
#include "tests/support/catch.h"
#include "tests/support/reports.h"

#include <cstdlib>
#include <fstream>
#include <map>
#include <pugixml.hpp>
#include <set>

using namespace auditor;
using namespace auditor::report;
using namespace auditor::test;

namespace {

std::string rendered(std::string_view format, const Json& report, const RenderOptions& options = {}) {
  const auto result = render(format, report, options);
  REQUIRE(result);
  return *result;
}

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// Control characters but line ends, and bidirectional marks.
bool is_clean(const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if ((c < 0x20 && c != '\n') || c == 0x7F) return false;
    if (text.compare(i, 3, "\u202e") == 0 || text.compare(i, 3, "\u2066") == 0) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("every format renders the sample as its golden file says", "[golden]") {
  for (const std::string_view format : formats()) {
    if (format == "json") continue;
    INFO(format);
    CHECK(golden_difference("formats/report." + std::string(format), rendered(format, sample_report())) == "");
  }
}

TEST_CASE("a saved report renders as the original did") {
  for (const Json& original : {sample_report(), hostile_report(), bare_report()}) {
    const Json saved = Json::parse(rendered("json", original));
    for (const std::string_view format : formats()) {
      INFO(format);
      CHECK(rendered(format, saved) == rendered(format, original));
    }
  }
}

TEST_CASE("a report that lacks every key renders in every format") {
  for (const std::string_view format : formats()) {
    INFO(format);
    CHECK_FALSE(rendered(format, bare_report()).empty());
  }
}

TEST_CASE("values of the wrong type are treated as missing") {
  const Json sample = sample_report();
  for (const auto& [key, value] : sample.items()) {
    if (key == "schema") continue;
    for (const Json& wrong : {Json(7), Json("text"), Json::array({1, "x", nullptr}), Json(nullptr), Json::object()}) {
      Json report = sample;
      report[key] = wrong;
      for (const std::string_view format : formats()) CHECK_FALSE(rendered(format, report).empty());
    }
  }
}

TEST_CASE("no control or bidirectional character leaves, whatever the repository holds") {
  for (const std::string_view format : formats()) {
    INFO(format);
    CHECK(is_clean(rendered(format, hostile_report())));
  }
}

TEST_CASE("what is no report, no format or no version is refused") {
  CHECK_FALSE(render("text", Json::array()));
  CHECK_FALSE(render("text", {{"schema", "auditor-facts/1"}}));
  CHECK_FALSE(render("docx", sample_report()));
  RenderOptions options;
  options.cyclonedx_version = "1.2";
  CHECK_FALSE(render("cyclonedx", sample_report(), options));
}

TEST_CASE("text keeps to its width, with wide characters and without Unicode") {
  Json report = sample_report();
  report["findings"][0]["message"] = "権利の表示がありません。" + std::string(300, 'x') + " 権利の表示がありません。";
  for (const std::size_t width : {60U, 80U, 120U}) {
    RenderOptions options;
    options.width = width;
    const std::string text = rendered("text", report, options);
    std::size_t start = 0;
    for (std::size_t end = text.find('\n'); end != std::string::npos; start = end + 1, end = text.find('\n', start))
      if (width >= 80) CHECK(display_width(text.substr(start, end - start)) <= width);
  }
  RenderOptions ascii;
  ascii.unicode = false;
  for (const char c : rendered("text", report, ascii)) REQUIRE((static_cast<unsigned char>(c) & 0x80U) == 0);
}

TEST_CASE("colour is only used when asked for") {
  RenderOptions options;
  options.color = true;
  CHECK(holds(rendered("text", sample_report(), options), "\x1b[31m"));
  CHECK_FALSE(holds(rendered("text", sample_report()), "\x1b"));
}

TEST_CASE("markdown shows repository text without markup, links or mentions") {
  const std::string text = rendered("markdown", hostile_report());
  CHECK_FALSE(holds(text, "<script"));
  CHECK_FALSE(holds(text, "<img"));
  CHECK(escape_markdown("[a](javascript:x) *b* @team 1<2") ==
        "\\[a\\]\\(javascript\\:x\\) \\*b\\* @<!-- -->team 1&lt;2");
  CHECK(escape_markdown("1. first") == "1\\. first");
  CHECK(code_span("a/b.md:3") == "`a/b.md:3`");
  CHECK(code_span("a`<b>") == "<code>a\\`&lt;b&gt;</code>");
}

TEST_CASE("annotations of GitHub cannot be injected") {
  const std::string text = rendered("github", hostile_report());
  CHECK_FALSE(holds(text, "\n::error file=x::injected"));
  CHECK(escape_command_property("a:b,c%\n") == "a%3Ab%2Cc%25");
}

TEST_CASE("SARIF results have a rule, a relative encoded place and a fingerprint") {
  Json report = sample_report();
  report["findings"][0]["status"] = "fail";
  report["findings"][0]["evidence"] = Json::array({{{"path", "models/a b/ä#.md"}, {"start_line", 3}, {"end_line", 4}}});
  report["source"]["path"] = "sub";
  const Json run = Json::parse(rendered("sarif", report))["runs"][0];
  bool found = false;
  for (const Json& result : run["results"]) {
    const auto index = result["ruleIndex"].get<std::size_t>();
    CHECK(run["tool"]["driver"]["rules"][index]["id"] == result["ruleId"]);
    CHECK(result["partialFingerprints"].contains("auditor/v1"));
    const Json& place = result["locations"][0]["physicalLocation"];
    if (place["artifactLocation"]["uri"] == "sub/models/a%20b/%C3%A4%23.md") found = place["region"]["endLine"] == 4;
    CHECK(place["region"]["startLine"] >= 1);
  }
  CHECK(found);
}

TEST_CASE("SARIF suppresses waived findings with their reason, or leaves them out") {
  const auto waived = [](const std::string& sarif) {
    int count = 0;
    const Json document = Json::parse(sarif);
    for (const Json& result : document["runs"][0]["results"])
      if (result.contains("suppressions")) {
        ++count;
        CHECK(result["suppressions"][0]["justification"].get<std::string>().find("1.3") != std::string::npos);
      }
    return count;
  };
  CHECK(waived(rendered("sarif", sample_report())) == 1);
  RenderOptions options;
  options.leave_out_waived = true;
  CHECK(waived(rendered("sarif", sample_report(), options)) == 0);
}

TEST_CASE("JUnit counts agree with its test cases") {
  const std::string text = rendered("junit", sample_report());
  pugi::xml_document document;
  REQUIRE(document.load_string(text.c_str()));
  for (const pugi::xml_node suite : document.child("testsuites").children("testsuite")) {
    int tests = 0;
    int failures = 0;
    for (const pugi::xml_node one : suite.children("testcase")) {
      ++tests;
      failures += one.child("failure") ? 1 : 0;
    }
    CHECK(suite.attribute("tests").as_int() == tests);
    CHECK(suite.attribute("failures").as_int() == failures);
  }
}

TEST_CASE("GitLab fingerprints are unique even when findings are not") {
  Json report = large_report(20);
  for (Json& finding : report["findings"]) finding["fingerprint"] = "same";
  std::set<std::string> seen;
  const Json document = Json::parse(rendered("gitlab", report));
  for (const Json& issue : document) seen.insert(issue["fingerprint"].get<std::string>());
  CHECK(seen.size() == 20);
}

TEST_CASE("ten thousand findings render, shortened where people read") {
  const Json report = large_report(10'000);
  CHECK(Json::parse(rendered("sarif", report))["runs"][0]["results"].size() == 10'000);
  CHECK(rendered("markdown", report).size() < 65'536);
  CHECK(holds(rendered("text", report), "and 195 more of this kind"));
}

TEST_CASE("CycloneDX licences: ids only from the list, expressions and free text as such, alone before 1.7") {
  Json report = sample_report();
  Json& license = report["models"][0]["scopes"]["weights"]["license"];
  license["declared"] = Json::array({"Apache-2.0 OR MIT", "My own licence"});
  license["concluded"] = "LicenseRef-x AND MIT";
  const Json now = Json::parse(rendered("cyclonedx", report))["metadata"]["component"]["licenses"];
  REQUIRE(now.size() == 3);
  CHECK(now[0]["expression"] == "LicenseRef-x AND MIT");
  CHECK(now[1]["acknowledgement"] == "declared");
  CHECK(now[2]["license"]["name"] == "My own licence");
  const Json before = Json::parse(rendered("cyclonedx-1.6", report))["metadata"]["component"]["licenses"];
  REQUIRE(before.size() == 1);
  CHECK(before[0]["expression"] == "LicenseRef-x AND MIT");
}

TEST_CASE("CycloneDX holds weight digests, ancestors, datasets and dependencies") {
  const Json bom = Json::parse(rendered("cyclonedx", sample_report()));
  const Json& model = bom["metadata"]["component"];
  CHECK(model["type"] == "machine-learning-model");
  CHECK(model["components"][0]["hashes"][0]["content"].get<std::string>().size() == 64);
  CHECK(model["pedigree"]["ancestors"][0]["purl"] == "pkg:huggingface/meta-llama/Llama-3.1-8B");
  CHECK(model["modelCard"]["considerations"].contains("fairnessAssessments"));
  std::set<std::string> purls;
  for (const Json& component : bom["components"])
    if (component.contains("purl")) purls.insert(component["purl"].get<std::string>());
  CHECK(purls == std::set<std::string>{"pkg:pypi/torch@2.6.0", "pkg:pypi/transformers"});
}

TEST_CASE("an attestation binds commit, weights, cards and licence files by digest") {
  const Json statement = Json::parse(rendered("in-toto", sample_report()));
  std::map<std::string, Json> digests;
  for (const Json& subject : statement["subject"]) digests[subject["name"].get<std::string>()] = subject["digest"];
  CHECK(digests["git+https://git.example.org/acme/aurora-8b"].contains("gitCommit"));
  CHECK(digests["weights/optimizer.pt"].contains("sha256"));
  CHECK(digests["LICENSE-MODEL"].contains("gitBlob"));
  CHECK(digests["README.md"].contains("gitBlob"));
  CHECK(statement["predicate"] == sample_report());
  // Nothing to point at: the facts themselves are the subject.
  const Json bare = Json::parse(rendered("in-toto", bare_report()));
  CHECK(bare["subject"][0]["digest"]["sha256"].get<std::string>().size() == 64);
}

TEST_CASE("a MOF record is YAML of the tool's form") {
  const std::string record = rendered("mof", hostile_report());
  const auto parsed = parse_yaml(record, "record.yml");
  REQUIRE(parsed);
  const auto sample = parse_yaml(rendered("mof", sample_report()), "record.yml");
  REQUIRE(sample);
  CHECK(sample->value["release"]["license"]["code"]["name"] == "Apache-2.0");
  bool card = false;
  for (const Json& component : sample->value["release"]["components"]) card |= component["name"] == "Model card";
  CHECK(card);
  CHECK(sample->value["release"]["components"].size() <= 17);
}

TEST_CASE("levels of a framework are named, counted ones as levels") {
  CHECK(step_name("2") == "level 2");
  CHECK(step_name("III") == "III");
  CHECK(level_reached({{"class", "1"}, {"level", "Mentioned"}}) == "level 1, Mentioned");
  CHECK(level_reached({{"class", nullptr}, {"level", "Incomplete"}}) == "Incomplete");
  CHECK(level_reached({{"class", "basic"}}) == "basic");
  CHECK(level_reached(Json::object()) == "no level reached");
}

TEST_CASE("a comparison tells repositories of one name apart, and says where no licence is") {
  Json one = sample_report();
  Json two = sample_report();
  one["source"]["commit"] = "1111111aaaa";
  two["source"]["commit"] = "2222222bbbb";
  two["scopes"]["weights"]["license"] = {{"openness", "none"}};
  const Json table = comparison_of({one, two});
  const std::string name = sample_report()["source"]["name"];
  CHECK(table["columns"][0]["name"] == name + " @ 1111111");
  CHECK(table["columns"][1]["name"] == name + " @ 2222222");
  CHECK(comparison_of({one})["columns"][0]["name"] == name);
  for (const Json& row : table["rows"])
    if (row["id"] == "weights") CHECK(row["cells"][1]["detail"] == "no licence");
}

// Written for tests/validators/render.mjs: reports no repository gives, for outside validators.
TEST_CASE("samples for the validators", "[.samples]") {
  const char* folder = std::getenv("AUDITOR_SAMPLE_FOLDER");
  REQUIRE(folder != nullptr);
  const std::pair<const char*, Json> samples[] = {
      {"sample", sample_report()}, {"bare", bare_report()}, {"hostile", hostile_report()}};
  for (const auto& [name, report] : samples)
    std::ofstream(std::string(folder) + "/" + name + ".json", std::ios::binary) << rendered("json", report);
}
