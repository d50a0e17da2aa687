#include "auditor/fix/plan.h"

#include "auditor/core/json_view.h"
#include "auditor/fix/overlay.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

namespace auditor::fix {
namespace {

// Findings that failed or could not be judged, by rule.
std::map<std::string, int> open_findings(const Json& report) {
  std::map<std::string, int> out;
  for (const Json* finding : objects(member(report, "findings"))) {
    const std::string_view status = text(*finding, "status");
    if (status == "fail" || status == "unknown") ++out[std::string(text(*finding, "rule"))];
  }
  return out;
}

std::vector<Task> tasks_of(const assess::AssessOptions& options) {
  std::vector<Task> out;
  std::set<std::string_view> seen;
  for (const auto& set : options.rule_sets)
    for (const assess::Rule& rule : set->rules)
      if (rule.source->contains("fix") && seen.insert(rule.id).second)
        out.push_back({std::string(rule.id), std::string(text(*rule.source, "remedy")), (*rule.source)["fix"]});
  return out;
}

// The first rule that has more open findings than before; empty when none has.
std::string got_worse(const std::map<std::string, int>& before, const std::map<std::string, int>& after) {
  for (const auto& [rule, count] : after) {
    const auto known = before.find(rule);
    if (count > (known == before.end() ? 0 : known->second)) return rule;
  }
  return {};
}

class Planner {
 public:
  Planner(const std::vector<const source::Snapshot*>& repositories, const notice::Texts& texts, const Judge& judge)
      : repositories_(repositories), texts_(texts), judge_(judge), report_(judge(*repositories.front())) {}

  [[nodiscard]] int open(const std::string& rule) const {
    const auto all = open_findings(report_);
    const auto found = all.find(rule);
    return found == all.end() ? 0 : found->second;
  }

  void leave(const std::string& rule, std::string why) { plan_.steps.push_back({rule, "left", std::move(why)}); }

  void take(const Task& task) {
    const Overlay now(*repositories_.front(), plan_.files);
    const Mended mended = mend(task, {report_.at("facts"), now, repositories_, texts_});
    if (mended.files.empty()) return leave(task.rule, mended.what);
    Files files = plan_.files;
    for (const auto& [path, bytes] : mended.files) files[path] = bytes;
    Json after = judge_(Overlay(*repositories_.front(), files));
    const auto open_before = open_findings(report_);
    const auto open_after = open_findings(after);
    if (const std::string worse = got_worse(open_before, open_after); !worse.empty())
      return leave(task.rule, fmt::format("{} would be open then ({})", worse, mended.what));
    const auto left = open_after.find(task.rule);
    const int remaining = left == open_after.end() ? 0 : left->second;
    const bool helped = remaining < open(task.rule);
    if (!helped && !mended.skeleton) return leave(task.rule, "it would not help: " + mended.what);
    // A text to fill in says nothing: where a rule takes it for an answer it is not kept.
    if (helped && mended.skeleton) return leave(task.rule, "what is to be filled in would pass for an answer");
    plan_.files = std::move(files);
    report_ = std::move(after);
    plan_.steps.push_back({task.rule,
                           mended.skeleton  ? "skeleton"
                           : remaining == 0 ? "mended"
                                            : "in-part",
                           mended.what});
  }

  Plan finish() { return std::move(plan_); }

 private:
  const std::vector<const source::Snapshot*>& repositories_;
  const notice::Texts& texts_;
  const Judge& judge_;
  Json report_;
  Plan plan_;
};

}  // namespace

Plan make_plan(const std::vector<const source::Snapshot*>& repositories, const notice::Texts& texts,
               const assess::AssessOptions& options, const std::vector<std::string>& rules, const Judge& judge) {
  Planner planner(repositories, texts, judge);
  const std::vector<Task> tasks = tasks_of(options);
  for (const Task& task : tasks) {
    const bool asked = std::find(rules.begin(), rules.end(), task.rule) != rules.end();
    if (!rules.empty() && !asked) continue;
    if (planner.open(task.rule) > 0) planner.take(task);
  }
  for (const std::string& rule : rules) {
    const bool known = std::any_of(tasks.begin(), tasks.end(), [&](const Task& task) { return task.rule == rule; });
    if (!known && planner.open(rule) > 0) planner.leave(rule, "no machine can mend it");
  }
  return planner.finish();
}

}  // namespace auditor::fix
