// JUnit XML: a suite per rule set, a test case per rule. A rule fails when any of its findings does; unknown is an
// error; waived, not applicable and known to the baseline are skipped.
#include "auditor/report/escape.h"
#include "auditor/report/headline.h"
#include "auditor/report/renderers.h"
#include "auditor/report/view.h"

#include <algorithm>
#include <map>
#include <pugixml.hpp>
#include <sstream>

namespace auditor::report {
namespace {

struct Case {
  std::string_view rule;
  std::vector<const Finding*> findings;
};

struct Suite {
  std::string_view id;
  std::string_view title;
  std::vector<Case> cases;
  std::map<std::string_view, std::size_t> case_of;
};

std::vector<Suite> suites_of(const Json& report, const std::vector<Finding>& all) {
  std::vector<Suite> suites;
  std::map<std::string_view, std::size_t> suite_of;
  std::map<std::string_view, std::string_view> titles;
  for (const Json* set : objects(member(report, "rule_sets"))) titles[text(*set, "id")] = text(*set, "title");
  for (const Finding& finding : all) {
    const auto [suite, new_suite] = suite_of.try_emplace(finding.rule_set, suites.size());
    if (new_suite) suites.push_back({finding.rule_set, titles[finding.rule_set], {}, {}});
    Suite& in = suites[suite->second];
    const auto [found, new_case] = in.case_of.try_emplace(finding.rule, in.cases.size());
    if (new_case) in.cases.push_back({finding.rule, {}});
    in.cases[found->second].findings.push_back(&finding);
  }
  return suites;
}

constexpr std::string_view known = "known";

std::string_view status_of(const Finding& finding) { return is_known(finding) ? known : finding.status; }

int urgency(const Finding& finding) { return is_known(finding) ? status_rank("waived") : status_rank(finding.status); }

// The status that speaks for a rule: the most urgent of its findings.
std::string_view status_of(const Case& one) {
  const auto urgent = std::min_element(one.findings.begin(), one.findings.end(),
                                       [](const Finding* a, const Finding* b) { return urgency(*a) < urgency(*b); });
  return status_of(**urgent);
}

std::string details(const Case& one, std::string_view status) {
  std::string out;
  for (const Finding* finding : one.findings) {
    if (status_of(*finding) != status) continue;
    out += clean(finding->message) + "\n";
    for (const Place& place : finding->evidence) {
      out += "  " + clean(place_text(place));
      if (!place.quote.empty()) out += "  " + clean(place.quote);
      out += "\n";
    }
    if (!finding->remedy.empty()) out += "  remedy: " + clean(finding->remedy) + "\n";
  }
  return out;
}

void set(pugi::xml_node node, const char* name, std::string_view value) {
  node.append_attribute(name).set_value(clean(value).c_str());
}

void write_case(pugi::xml_node suite, const Suite& in, const Case& one) {
  const std::string_view status = status_of(one);
  const Finding* first = nullptr;
  for (const Finding* finding : one.findings)
    if (status_of(*finding) == status && !first) first = finding;
  pugi::xml_node node = suite.append_child("testcase");
  set(node, "name", one.rule);
  set(node, "classname", in.id.empty() ? std::string_view("auditor") : in.id);
  set(node, "time", "0");
  const char* kind = status == "fail" ? "failure" : status == "unknown" ? "error" : status == "pass" ? "" : "skipped";
  if (*kind == '\0') return;
  pugi::xml_node child = node.append_child(kind);
  const bool skipped = std::string_view(kind) == "skipped";
  const std::string_view reason = text(member(*first->json, "waiver"), "reason");
  set(child, "message",
      status == known                         ? "known to the baseline: " + std::string(first->message)
      : status == "waived" && !reason.empty() ? std::string(reason)
                                              : std::string(first->message));
  if (!skipped) {
    set(child, "type", status == "fail" ? first->severity : std::string_view("unknown"));
    child.append_child(pugi::node_pcdata).set_value(details(one, status).c_str());
  }
}

struct Counts {
  int tests = 0, failures = 0, errors = 0, skipped = 0;
};

Counts count(const Suite& suite) {
  Counts counts;
  for (const Case& one : suite.cases) {
    const std::string_view status = status_of(one);
    ++counts.tests;
    if (status == "fail") ++counts.failures;
    else if (status == "unknown") ++counts.errors;
    else if (status != "pass") ++counts.skipped;
  }
  return counts;
}

void set_counts(pugi::xml_node node, const Counts& counts, bool with_skipped) {
  set(node, "tests", std::to_string(counts.tests));
  set(node, "failures", std::to_string(counts.failures));
  set(node, "errors", std::to_string(counts.errors));
  if (with_skipped) set(node, "skipped", std::to_string(counts.skipped));
}

void add_property(pugi::xml_node properties, const char* name, std::string_view value) {
  if (value.empty()) return;
  pugi::xml_node node = properties.append_child("property");
  set(node, "name", name);
  set(node, "value", value);
}

void write_suite(pugi::xml_node root, const Suite& suite, const Json& report) {
  pugi::xml_node node = root.append_child("testsuite");
  set(node, "name", suite.title.empty() ? (suite.id.empty() ? "auditor" : suite.id) : suite.title);
  set_counts(node, count(suite), true);
  set(node, "time", "0");
  if (const auto time = text(report, "generated"); time.size() >= 19) set(node, "timestamp", time.substr(0, 19));
  pugi::xml_node properties = node.append_child("properties");
  add_property(properties, "rule-set", suite.id);
  add_property(properties, "repository", source_name(report));
  add_property(properties, "commit", text(member(report, "source"), "commit"));
  add_property(properties, "verdict", text(member(report, "verdict"), "class"));
  for (const Case& one : suite.cases) write_case(node, suite, one);
}

}  // namespace

std::string render_junit(const Json& report, const RenderOptions& /*options*/) {
  const std::vector<Finding> all = findings(report);
  const std::vector<Suite> suites = suites_of(report, all);
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  pugi::xml_node root = document.append_child("testsuites");
  Counts total;
  for (const Suite& suite : suites) {
    const Counts counts = count(suite);
    total.tests += counts.tests;
    total.failures += counts.failures;
    total.errors += counts.errors;
  }
  set(root, "name", "auditor");
  set_counts(root, total, false);
  for (const Suite& suite : suites) write_suite(root, suite, report);
  std::ostringstream out;
  document.save(out, "  ", pugi::format_indent, pugi::encoding_utf8);
  return std::move(out).str();
}

}  // namespace auditor::report
