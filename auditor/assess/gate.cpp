#include "auditor/assess/gate.h"

#include "auditor/assess/clauses.h"
#include "auditor/assess/regressions.h"
#include "auditor/assess/report_document.h"
#include "auditor/core/schema.h"
#include "auditor/core/text.h"

#include <algorithm>
#include <utility>

namespace auditor::assess {
namespace {

constexpr std::string_view config_name = ".auditor.yaml";

// A file of the snapshot, never what a link of it points at; null when there is none.
const source::Entry* own_file(const source::Snapshot& snapshot, std::string_view path) {
  const source::Entry* entry = snapshot.find(path);
  if (entry == nullptr || entry->kind == source::EntryKind::symlink || entry->kind == source::EntryKind::submodule)
    return nullptr;
  return entry;
}

Result<std::string> own_rule_set(const source::Snapshot& snapshot, const std::string& path) {
  const source::Entry* entry = own_file(snapshot, path);
  if (entry == nullptr) return fail(ErrorCode::usage, "no such rule set in the repository", printable(path));
  const auto text = snapshot.text(*entry);
  return text ? Result<std::string>(std::string(*text)) : fail(ErrorCode::usage, text.error().message, printable(path));
}

int rank(std::string_view severity) {
  return severity == "error" ? 3 : severity == "warning" ? 2 : severity == "note" ? 1 : 0;
}

bool keeps_back(const Json& finding, int threshold) {
  const std::string status = finding.value("status", "");
  return (status == "fail" || status == "unknown") && finding.value("baseline", "") != "unchanged" &&
         rank(finding.value("severity", "")) >= threshold;
}

}  // namespace

Result<Config> config_of(const source::Snapshot& snapshot) {
  const source::Entry* found = snapshot.find(config_name);
  const auto& problems = snapshot.problems();
  const bool odd = std::any_of(problems.begin(), problems.end(), [](const source::Problem& problem) {
    return problem.path == config_name && problem.kind == "unsupported";
  });
  if (odd || (found != nullptr && found->kind == source::EntryKind::symlink))
    return fail(ErrorCode::usage, "is no regular file: not read", std::string(config_name));
  const source::Entry* entry = own_file(snapshot, config_name);
  if (entry == nullptr) return Config{};
  const auto text = snapshot.text(*entry);
  if (!text) return fail(ErrorCode::usage, text.error().message, std::string(config_name));
  return parse_config(*text, std::string(config_name), "repository");
}

Result<Config> choose_config(const source::Snapshot& snapshot, const ConfigSources& sources, LeftOut& left_out) {
  if (sources.given) return sources.policy ? merge_policy(*sources.policy, *sources.given) : *sources.given;
  auto own = config_of(snapshot);
  if (sources.policy) {
    if (own) return merge_policy(*sources.policy, *own);
    Error error = own.error();
    error.message = "the repository's own configuration is left out: " + error.message;
    left_out.push_back(std::move(error));
    return *sources.policy;
  }
  if (sources.own_counts) return own;
  Config answers;
  if (own) answers.answers = own->answers;
  return answers;
}

Result<AssessOptions> rules_for(const Config& config, const std::vector<std::string>& ids, const std::string& rules_dir,
                                const source::Snapshot& snapshot, bool policy, LeftOut& left_out) {
  const bool given = !ids.empty();
  const std::vector<std::string> own = given ? std::vector<std::string>{} : config.own_rules;
  const bool only_own = !given && config.rules.empty() && !own.empty();
  auto options = load_rules(given ? ids : config.rules, rules_dir);
  if (!options || own.empty()) return options;
  if (only_own) options->rule_sets.clear();
  const auto added = add_own_rules(
      own, rules_dir, [&](const std::string& path) { return own_rule_set(snapshot, path); }, *options);
  if (added) {
    if (only_own) options->added = 0;
    return options;
  }
  if (!policy) return tl::unexpected(added.error());
  Error error = added.error();
  error.message = "the repository's own rule sets are left out: " + error.message;
  left_out.push_back(std::move(error));
  return options;
}

Result<Json> parse_earlier_report(std::string_view bytes, const std::string& file) {
  auto earlier = parse_json(bytes, file);
  if (!earlier) return fail(ErrorCode::usage, earlier.error().message, file, earlier.error().line);
  const auto problems = validate_schema(*earlier, "schemas/report.schema.json");
  if (problems.empty()) return earlier;
  const std::string where = problems[0].pointer.empty() ? "" : " (at " + printable(problems[0].pointer) + ")";
  return fail(ErrorCode::usage, "is no report of auditor: " + problems[0].message + where, file);
}

bool is_report_of(const Json& report, const source::SourceInfo& info,
                  const std::function<bool(const std::string& commit)>& has_commit) {
  const Json& from = report.at("source");
  if (from.value("path", "") != info.path) return false;
  const std::string commit = from.value("commit", "");
  if (!commit.empty() && !info.commit.empty() && has_commit(commit)) return true;
  const std::string remote = from.value("remote", "");
  if (!remote.empty() && !info.remote.empty()) return remote == info.remote || from.value("name", "") == info.name;
  const bool could_tell = !commit.empty() && !info.commit.empty() && !info.shallow;
  return !could_tell && from.value("name", "") == info.name;
}

Config beside_baseline(const Baseline& baseline, Config config, const ConfigSources& sources) {
  const bool own = sources.own_counts && !sources.given && !sources.policy;
  return own && baseline.config ? merge_earlier(*baseline.config, config) : config;
}

Json judge(Json facts, const Config& config, const AssessOptions& options, const Baseline& baseline, const Day& day) {
  Assessment assessment = assess(facts, options);
  // Before the configuration, so that its severities and waivers also meet what got worse.
  if (!baseline.report.is_null())
    add_regressions(assessment, compare_reports(baseline.report, build_report(facts, assessment, day.generated)));
  const bool configured = !config.path.empty() || config.origin != "none";
  if (configured) apply_config(assessment, config, options, facts, day.today);
  Json report = build_report(std::move(facts), assessment, day.generated);
  add_clauses(options.rule_sets, report);
  if (configured) report["policy"] = policy_json(config, assessment);
  if (!baseline.report.is_null()) apply_baseline(report, baseline.report);
  return report;
}

Blocking blocking(const Json& report, std::string_view severity) {
  Blocking found;
  const int threshold = rank(severity);
  if (threshold == 0) return found;
  for (const Json& finding : report.value("findings", Json::array())) {
    if (!keeps_back(finding, threshold)) continue;
    ++found.findings;
    if (finding.value("status", "") == "unknown") ++found.unknown;
    std::string rule = finding.value("rule", "");
    if (std::find(found.rules.begin(), found.rules.end(), rule) == found.rules.end())
      found.rules.push_back(std::move(rule));
  }
  return found;
}

bool has_revisions(const Json& report) {
  const Json* kind = find_path(report, "source.kind");
  return kind != nullptr && *kind != "folder" && *kind != "mof-record";
}

bool is_on_no_model(const Json& report) {
  const Json* kind = find_path(report, "verdict.class");
  return kind != nullptr && *kind == "not-a-model";
}

}  // namespace auditor::assess
