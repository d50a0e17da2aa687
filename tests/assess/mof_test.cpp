#include "auditor/assess/mof.h"

#include "auditor/core/schema.h"
#include "tests/support/catch.h"

using namespace auditor;
using namespace auditor::assess;

namespace {

YamlDocument record(const std::string& release) {
  auto document = parse_yaml(
      "framework: {name: Model Openness Framework, version: '1.0', date: '2024-12-15'}\nrelease:\n" + release,
      "model.yml");
  REQUIRE(document);
  return *document;
}

std::string status(const std::string& release, const std::string& component) {
  for (const MofComponent& c : evaluate_mof(record(release).value).components)
    if (c.name == component) return std::string(to_string(c.status));
  return "no such component";
}

const std::string open_model = R"(
  name: x
  license: {distribution: {name: Apache-2.0}}
  components:
    - {name: Model architecture}
    - {name: Model parameters (Final)}
    - {name: Evaluation results}
    - {name: Model card}
    - {name: Data card}
)";

}  // namespace

TEST_CASE("a component's licence: its own, its type's, the distribution's") {
  const std::string head =
      "  license: {distribution: {name: MIT}, code: {name: ''}, data: {name: CDLA-Permissive-2.0}}\n";
  CHECK(status(head + "  components: [{name: Datasets}]\n", "Datasets") == "valid");
  CHECK(status(head + "  components: [{name: Training code}]\n", "Training code") == "valid");
  CHECK(status(head + "  components: [{name: Model card}]\n", "Model card") == "conditional");
  CHECK(status(head + "  components: [{name: Datasets, license: null}]\n", "Datasets") == "valid");
  CHECK(status(head + "  components: [{name: Datasets, license: ''}]\n", "Datasets") == "unlicensed");
  CHECK(status(head + "  components: [{name: Datasets, license: unlicensed}]\n", "Datasets") == "unlicensed");
  CHECK(status(head + "  components: [{name: Datasets, license: CC-BY-NC-4.0}]\n", "Datasets") == "invalid");
  CHECK(status(head + "  components: []\n", "Datasets") == "missing");
}

TEST_CASE("identifiers count as they are written") {
  CHECK(is_open_for_mof("Apache-2.0"));
  CHECK_FALSE(is_open_for_mof("apache-2.0"));
  CHECK_FALSE(is_open_for_mof("Apache 2.0"));
  CHECK_FALSE(is_open_for_mof("MIT OR Apache-2.0"));
  CHECK(is_open_for_mof("OpenMDW-1.0"));
  CHECK_FALSE(is_open_for_mof("C-UDA-1.0"));
}

TEST_CASE("a research paper stands in for a missing report and is not counted twice") {
  const auto without = evaluate_mof(record(open_model).value).level;
  CHECK(without["class"].is_null());
  CHECK(without["progress"]["III"] == 83);
  const auto with = evaluate_mof(record(open_model + "    - {name: Research paper}\n").value).level;
  CHECK(with["class"] == "III");
  CHECK(with["progress"]["II"] == 60);
  CHECK(with["progress"]["I"] == 0);  // class II is not complete
}

TEST_CASE("a record makes a report like any source") {
  const auto document = record(open_model);
  REQUIRE(is_mof_record(document.value));
  CHECK_FALSE(is_mof_record(Json{{"framework", {{"name", "Something"}}}}));
  const auto rules = load_rules({"mof-1.0"});
  REQUIRE(rules);
  const Json report = mof_report(document, "model.yml", *rules);
  for (const SchemaProblem& p : validate_schema(report, "schemas/report.schema.json"))
    FAIL(p.pointer << ": " << p.message);
  for (const SchemaProblem& p : validate_schema(report["facts"], "schemas/facts.schema.json"))
    FAIL(p.pointer << ": " << p.message);
  CHECK(report["verdict"]["class"] == "open-weights");
  CHECK(report["findings"].size() == 17);
}
