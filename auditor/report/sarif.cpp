// SARIF 2.1.0. Results are what failed, and what is waived as suppressed; what could not be judged becomes a
// notification, because consumers show every result as an alert.
#include "auditor/core/resources.h"
#include "auditor/core/text.h"
#include "auditor/report/escape.h"
#include "auditor/report/headline.h"
#include "auditor/report/labels.h"
#include "auditor/report/renderers.h"
#include "auditor/report/view.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

namespace auditor::report {
namespace {

constexpr std::size_t most_results = 25'000;  // what GitHub accepts in a run
constexpr std::size_t most_related = 20;

std::string level_of(std::string_view severity) {
  return severity == "error" ? "error" : severity == "warning" ? "warning" : "note";
}

// Letters and digits of each word, as SARIF wants for rule names.
std::string pascal(std::string_view id) {
  std::string out;
  bool start = true;
  for (const char c : id) {
    if (!is_alnum(c)) {
      start = true;
      continue;
    }
    out += start && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    start = false;
  }
  return out.empty() ? "Rule" : out;
}

std::string sentence(std::string text) {
  if (!text.empty() && std::string_view(".!?").find(text.back()) == std::string_view::npos) text += '.';
  return text;
}

std::string references_of(const Finding& finding) {
  std::vector<std::string> out;
  for (const Json* reference : objects(member(*finding.json, "references")))
    out.push_back(clean(text(*reference, "framework")) + ": " + clean(text(*reference, "clause")));
  return fmt::format("{}", fmt::join(out, "; "));
}

// Rules by id; the first finding of a rule describes it.
struct Rules {
  Json list = Json::array();
  std::map<std::string, std::size_t, std::less<>> index;
};

std::string rule_id(const Finding& finding) {
  std::string id = clean(finding.rule_set);
  return (id.empty() ? "" : id + "/") + clean(finding.rule);
}

Json tags_of(const Finding& finding) {
  std::set<std::string> tags = {"openness"};
  if (!finding.dimension.empty()) tags.insert(clean(finding.dimension));
  if (!finding.rule_set.empty()) tags.insert(clean(finding.rule_set));
  return tags;
}

// The page of a rule that is shipped (docs/rules/); rules of one's own have none.
std::string page_of(const Finding& finding) {
  if (find_resource("rules/sets/" + std::string(finding.rule_set) + ".yaml") == nullptr) return {};
  return AUDITOR_DOCS_URL "/rules/" + uri_path(clean(finding.rule)) + ".md";
}

Json describe(const Finding& finding) {
  const std::string title = sentence(clean(finding.title));
  const std::string remedy = clean(finding.remedy);
  const std::string references = references_of(finding);
  const std::string plain =
      title + (remedy.empty() ? "" : " " + sentence(remedy)) + (references.empty() ? "" : " See " + references + ".");
  std::string markdown = "**" + escape_markdown(title) + "**";
  if (!remedy.empty()) markdown += "\n\n" + escape_markdown(sentence(remedy));
  if (!references.empty()) markdown += "\n\nSee " + escape_markdown(references) + ".";
  const std::string level = level_of(finding.severity);
  Json out = {{"id", rule_id(finding)},
              {"name", pascal(finding.rule)},
              {"shortDescription", {{"text", title}}},
              {"fullDescription", {{"text", plain}}},
              {"help", {{"text", plain}, {"markdown", markdown}}},
              {"defaultConfiguration", {{"level", level}}},
              {"properties",
               {{"tags", tags_of(finding)},
                {"precision", "high"},
                {"problem.severity", level == "note" ? "recommendation" : level}}}};
  if (const std::string page = page_of(finding); !page.empty()) out["helpUri"] = page;
  return out;
}

Rules collect_rules(const std::vector<Finding>& all) {
  Rules rules;
  for (const Finding& finding : all) {
    if (rules.index.try_emplace(rule_id(finding), rules.list.size()).second) rules.list.push_back(describe(finding));
  }
  return rules;
}

Json location_of(const Json& report, const Place& place) {
  Json physical = {
      {"artifactLocation", {{"uri", uri_path(repository_path(report, place.path))}, {"uriBaseId", "%SRCROOT%"}}},
      {"region", {{"startLine", std::max<std::int64_t>(place.start_line, 1)}}}};
  if (place.end_line > place.start_line) physical["region"]["endLine"] = place.end_line;
  if (!place.quote.empty() && place.start_line > 0) physical["region"]["snippet"] = {{"text", clean(place.quote)}};
  return {{"physicalLocation", std::move(physical)}};
}

// Where a finding without a place belongs: the file that should hold what is missing.
Place fallback_place(const Json& report, const Finding& finding) {
  const auto cards = texts(member(report, "cards"));
  const bool licensing = finding.rule_set.find("licens") != std::string_view::npos;
  if (licensing) return {"LICENSE", 0, 0, {}};
  return {cards.empty() ? std::string_view("README.md") : cards[0], 0, 0, {}};
}

Json suppression_of(const Finding& finding) {
  const Json& waiver = member(*finding.json, "waiver");
  std::string why = clean(text(waiver, "reason"));
  if (why.empty()) why = "Waived in the repository's configuration.";
  if (const auto owner = text(waiver, "owner"); !owner.empty()) why += " Owner: " + clean(owner) + ".";
  if (const auto expires = text(waiver, "expires"); !expires.empty()) why += " Expires: " + clean(expires) + ".";
  return {{"kind", "external"}, {"status", "accepted"}, {"justification", why}};
}

// In SARIF's words; what is neither new, unchanged nor worsened is none of them.
std::string baseline_state(const Finding& finding) {
  const std::string_view state = text(*finding.json, "baseline");
  if (state == "worsened") return "updated";
  return state == "new" || state == "unchanged" ? std::string(state) : std::string();
}

Json result_of(const Json& report, const Finding& finding, const Rules& rules) {
  const std::string id = rule_id(finding);
  std::string message = sentence(clean(finding.message));
  if (!finding.remedy.empty()) message += " " + sentence(clean(finding.remedy));
  Json result = {{"ruleId", id},
                 {"ruleIndex", rules.index.at(id)},
                 {"level", level_of(finding.severity)},
                 {"message", {{"text", message}}},
                 {"partialFingerprints", {{"auditor/v1", clean(finding.fingerprint)}}}};
  std::vector<Place> where = finding.evidence;
  if (where.empty()) where.push_back(fallback_place(report, finding));
  result["locations"] = Json::array({location_of(report, where[0])});
  for (std::size_t i = 1; i < where.size() && i <= most_related; ++i) {
    Json related = location_of(report, where[i]);
    related["id"] = i;
    result["relatedLocations"].push_back(std::move(related));
  }
  if (finding.status == "waived") result["suppressions"] = Json::array({suppression_of(finding)});
  if (const std::string state = baseline_state(finding); !state.empty()) result["baselineState"] = state;
  return result;
}

Json notification_of(const Finding& finding, const Rules& rules) {
  const std::string id = rule_id(finding);
  return {{"level", level_of(finding.severity)},
          {"message", {{"text", "Could not be judged: " + sentence(clean(finding.message))}}},
          {"associatedRule", {{"id", id}, {"index", rules.index.at(id)}}}};
}

void add_provenance(Json& run, const Json& report) {
  const Json& source = member(report, "source");
  const std::string_view remote = text(source, "remote");
  if (!is_web_url(remote)) return;
  Json version = {{"repositoryUri", std::string(remote)}};
  if (const auto commit = text(source, "commit"); !commit.empty()) version["revisionId"] = clean(commit);
  version["mappedTo"] = {{"uriBaseId", "%SRCROOT%"}};
  run["versionControlProvenance"] = Json::array({std::move(version)});
}

}  // namespace

std::string render_sarif(const Json& report, const RenderOptions& options) {
  const std::vector<Finding> all = by_urgency(findings(report));
  const Rules rules = collect_rules(all);
  Json results = Json::array();
  Json notifications = Json::array();
  std::size_t left_out = 0;
  for (const Finding& finding : all) {
    const bool waived = finding.status == "waived";
    if (finding.status == "unknown" && !is_known(finding)) notifications.push_back(notification_of(finding, rules));
    if (finding.status != "fail" && (!waived || options.leave_out_waived)) continue;
    if (results.size() < most_results) results.push_back(result_of(report, finding, rules));
    else ++left_out;
  }
  if (left_out > 0)
    notifications.push_back(
        {{"level", "warning"},
         {"message", {{"text", fmt::format("{} results beyond {} are left out.", left_out, most_results)}}}});
  const Json& tool = member(report, "tool");
  const Json& verdict = member(report, "verdict");
  Json invocation = {{"executionSuccessful", true}};
  if (!notifications.empty()) invocation["toolExecutionNotifications"] = std::move(notifications);
  Json run = {
      {"tool", {{"driver", {{"name", "auditor"}, {"version", clean(text(tool, "version"))}, {"rules", rules.list}}}}},
      {"columnKind", "unicodeCodePoints"},
      {"originalUriBaseIds",
       {{"%SRCROOT%", {{"description", {{"text", "The root folder of the audited repository."}}}}}}},
      {"automationDetails", {{"id", "auditor/"}}},
      {"invocations", Json::array({std::move(invocation)})},
      {"results", std::move(results)},
      {"properties", {{"verdict", clean(text(verdict, "class"))}}}};
  add_provenance(run, report);
  return dump_safe({{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                    {"version", "2.1.0"},
                    {"runs", Json::array({std::move(run)})}});
}

}  // namespace auditor::report
