// `.auditor.yaml`: which rule sets apply, severities, waivers, what a release requires, and facts that the owner
// asserts. Given from outside as a policy, it cannot be weakened by the repository's own file.
#pragma once

#include "auditor/assess/assess.h"
#include "auditor/core/result.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::assess {

struct Waiver {
  std::string rule;  // "rule" or "rule-set/rule"
  std::string reason;
  std::string owner;
  std::string expires;             // YYYY-MM-DD, the last day it holds; empty: never
  std::vector<std::string> scope;  // paths or folders; empty: everywhere
  std::string fingerprint;         // of one finding; empty: any
  int line = 0;
};

struct Config {
  std::string path;                             // as shown; empty when there is no file
  std::string origin = "none";                  // repository, given, none
  std::vector<std::string> rules;               // empty: the default sets
  std::vector<std::string> own_rules;           // the audited repository's own: embedded ids or files of its snapshot
  std::map<std::string, std::string> severity;  // rule -> error, warning, note, off
  std::map<std::string, std::string> raised;    // rule -> severity at least: what a repository adds to a policy
  Json require = Json::object();                // {class, bias, uses, <rule set>: level or score}
  std::map<std::string, std::pair<std::string, int>> require_places;  // key of `require` -> file and line
  std::map<std::string, int> severity_lines;                          // key of `severity` -> line
  std::vector<Waiver> waivers;
  Json answers = Json::object();
  std::vector<std::string> weakened;  // what an earlier configuration of the repository asked and this one does not
};

// Checked against schemas/config.schema.json. Error: usage, with file and line.
[[nodiscard]] Result<Config> parse_config(std::string_view text, const std::string& path, const std::string& origin);

// The policy given from outside with what the repository's file may add: rule sets, higher severities, further
// requirements, answers; neither waivers nor lower severities.
[[nodiscard]] Config merge_policy(const Config& policy, const Config& repository);

// The repository's file under the one it had in the baseline: what that asked for still holds, what this one adds holds
// too, its waivers count (they are said with reason and owner), and every weakening is named.
[[nodiscard]] Config merge_earlier(const Config& earlier, const Config& now);

// Severities, waivers and requirements. `today` is YYYY-MM-DD; without it a waiver that expires does not hold.
// Waivers that expired, give no reason or meet nothing become findings of the set "policy"; so do requirements.
void apply_config(Assessment& assessment, const Config& config, const AssessOptions& options, const Json& facts,
                  std::string_view today);

// The report's `policy`: {file, origin, failed: [fingerprints of failed findings at error]}.
[[nodiscard]] Json policy_json(const Config& config, const Assessment& assessment);

// Marks each finding of `report` that failed or could not be judged as new, worsened or unchanged against an earlier
// report of the same repository, by fingerprint, and counts again: unchanged ones no longer count.
void apply_baseline(Json& report, const Json& baseline);

}  // namespace auditor::assess
