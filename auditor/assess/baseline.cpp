#include "auditor/assess/baseline.h"

#include "auditor/core/hex.h"
#include "auditor/core/json_view.h"
#include "auditor/core/schema.h"
#include "auditor/core/text.h"

namespace auditor::assess {

Result<void> check_earlier_report(const Json& report, const std::string& file) {
  const auto problems = validate_schema(report, "schemas/report.schema.json");
  if (problems.empty()) return {};
  const std::string where = problems[0].pointer.empty() ? "" : " (at " + printable(problems[0].pointer) + ")";
  return fail(ErrorCode::usage, "is no report of auditor: " + problems[0].message + where, file);
}

Result<Json> parse_earlier_report(std::string_view bytes, const std::string& file) {
  auto earlier = parse_json(bytes, file);
  if (!earlier) return fail(ErrorCode::usage, earlier.error().message, file, earlier.error().line);
  if (const auto checked = check_earlier_report(*earlier, file); !checked) return tl::unexpected(checked.error());
  return earlier;
}

bool is_report_of(const Json& report, const source::SourceInfo& info,
                  const std::function<bool(const std::string& commit)>& has_commit) {
  const Json& from = member(report, "source");
  if (text(from, "path") != info.path) return false;
  const std::string commit(text(from, "commit"));
  const bool is_id = is_hex(commit, git_id_digits);
  if (is_id && !info.commit.empty() && has_commit(commit)) return true;
  const std::string_view remote = text(from, "remote");
  const std::string_view name = text(from, "name");
  if (!remote.empty() && !info.remote.empty()) return remote == info.remote || name == info.name;
  const bool could_tell = !commit.empty() && !info.commit.empty() && !info.shallow;
  return !could_tell && name == info.name;
}

Config beside_baseline(const Baseline& baseline, Config config, const ConfigSources& sources) {
  const bool own = sources.own_counts && !sources.given && !sources.policy;
  return own && baseline.config ? merge_earlier(*baseline.config, config) : config;
}

}  // namespace auditor::assess
