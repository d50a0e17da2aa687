#include "auditor/audit.h"

#include "auditor/api/document.h"
#include "auditor/assess/asked_answers.h"
#include "auditor/assess/gate.h"
#include "auditor/facts/build.h"
#include "auditor/report/escape.h"

#include <utility>

namespace auditor {
namespace {

Json facts_of(const Snapshot& snapshot, const AuditOptions& options, facts::Options inner = {}) {
  for (const Snapshot* other : options.related) inner.related.push_back(&other->opened());
  return facts::build(snapshot.opened(), inner);
}

// What an audit stands under beside its options.
struct Ground {
  assess::ConfigSources sources;
  assess::Baseline baseline;
  std::string today;
};

Result<Json> report_of(const Snapshot& snapshot, const AuditOptions& options, const Ground& ground,
                       assess::LeftOut& left_out) {
  auto config = assess::choose_config(snapshot.opened(), ground.sources, left_out);
  if (!config) return tl::unexpected(config.error());
  config = assess::beside_baseline(ground.baseline, std::move(*config), ground.sources);
  const auto rules = assess::rules_for(*config, options.rules, options.rules_folder, snapshot.opened(),
                                       ground.sources.policy.has_value(), left_out);
  if (!rules) return tl::unexpected(rules.error());
  facts::Options given;
  given.answers = config->answers;
  if (!given.answers.empty()) given.asked_answers = assess::asked_answers(*rules);
  Json facts = facts_of(snapshot, options, std::move(given));
  const assess::Day day{ground.today, options.generated};
  return assess::judge(std::move(facts), *config, *rules, ground.baseline, day);
}

Result<Ground> ground_of(const Snapshot& snapshot, const GateOptions& options) {
  Ground ground;
  ground.today = options.today;
  ground.sources.own_counts = true;
  if (!options.policy.empty()) {
    auto policy = assess::parse_config(options.policy, "policy", "given");
    if (!policy) return tl::unexpected(policy.error());
    ground.sources.policy = std::move(*policy);
  }
  if (options.baseline == nullptr) return ground;
  ground.baseline.report = options.baseline->document().json;
  if (const auto checked = assess::check_earlier_report(ground.baseline.report, "baseline"); !checked)
    return tl::unexpected(checked.error());
  if (!assess::is_report_of(ground.baseline.report, snapshot.opened().info(),
                            [&](const std::string& commit) { return snapshot.has_commit(commit); }))
    return fail(ErrorCode::usage, "is a report of another repository", "baseline");
  if (options.baseline_of == nullptr) return ground;
  auto own = assess::config_of(options.baseline_of->opened());
  if (!own) return tl::unexpected(own.error());
  ground.baseline.config = std::move(*own);
  return ground;
}

std::string_view name_of(Severity severity) {
  return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "note";
}

}  // namespace

Result<Report> audit(const Snapshot& snapshot, const AuditOptions& options) {
  assess::LeftOut left_out;
  auto report = report_of(snapshot, options, {}, left_out);
  return report ? Result<Report>(make_report(std::move(*report))) : tl::unexpected(report.error());
}

Result<std::string> facts_json(const Snapshot& snapshot, const AuditOptions& options) {
  return report::dump_safe(facts_of(snapshot, options));
}

Result<GateResult> gate(const Snapshot& snapshot, const GateOptions& options) {
  const auto ground = ground_of(snapshot, options);
  if (!ground) return tl::unexpected(ground.error());
  assess::LeftOut left_out;
  auto report = report_of(snapshot, options.audit, *ground, left_out);
  if (!report) return tl::unexpected(report.error());
  assess::Blocking blocking = assess::blocking(*report, name_of(options.fail_on));
  const bool released = blocking.findings == 0 && !assess::is_on_no_model(*report);
  return GateResult{make_report(std::move(*report)), released, std::move(blocking.rules), std::move(left_out)};
}

}  // namespace auditor
