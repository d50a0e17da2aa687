// The release gate: which configuration and rule sets an audit stands under, what it is compared with, and what blocks.
// Of the machine it reads only rule sets that the caller names; the repository's own come from its snapshot alone.
#pragma once

#include "auditor/assess/assess.h"
#include "auditor/assess/config.h"
#include "auditor/source/snapshot.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::assess {

// Where a configuration may come from. A repository audits nobody but itself: unless `own_counts` its own file may only
// answer questions, and beside a policy from outside it may only add.
struct ConfigSources {
  std::optional<Config> given;   // instead of the repository's own
  std::optional<Config> policy;  // wins over every other
  bool own_counts = false;
};

// What of the repository's own could not be used and was left out, for the caller to say.
using LeftOut = std::vector<Error>;

// The repository's own `.auditor.yaml`; an empty one when there is none. Error: usage.
[[nodiscard]] Result<Config> config_of(const source::Snapshot& snapshot);

// Error: usage, when the file that counts cannot be used.
[[nodiscard]] Result<Config> choose_config(const source::Snapshot& snapshot, const ConfigSources& sources,
                                           LeftOut& left_out);

// Rule sets of the caller's choice (`ids`, else those of the configuration, else the default), then those of the
// repository's own file. `policy`: one from outside holds, so a bad rule set of the repository is left out. Error:
// usage.
[[nodiscard]] Result<AssessOptions> rules_for(const Config& config, const std::vector<std::string>& ids,
                                              const std::string& rules_dir, const source::Snapshot& snapshot,
                                              bool policy, LeftOut& left_out);

// What an audit is compared with; `report` is null without a baseline.
struct Baseline {
  Json report;
  std::optional<Config> config;  // the repository's own of that time, when the baseline is a revision
};

// An earlier report, checked against its schema; `file` is shown in messages. Error: usage.
[[nodiscard]] Result<Json> parse_earlier_report(std::string_view bytes, const std::string& file);

// A report of this repository: of one of its commits, or, where those are not here, of its remote or name.
[[nodiscard]] bool is_report_of(const Json& report, const source::SourceInfo& info,
                                const std::function<bool(const std::string& commit)>& has_commit);

// The configuration that holds beside a baseline: what the repository's own file asked then still holds.
[[nodiscard]] Config beside_baseline(const Baseline& baseline, Config config, const ConfigSources& sources);

// When an audit is held: clocks belong to the caller.
struct Day {
  std::string today;      // YYYY-MM-DD, for waivers; empty: one that expires does not hold
  std::string generated;  // the report's time, ISO 8601; empty: none
};

// The report document: facts under rule sets and configuration, and what got worse since the baseline.
[[nodiscard]] Json judge(Json facts, const Config& config, const AssessOptions& options, const Baseline& baseline,
                         const Day& day);

// Findings that keep a release back: failed, or not to be judged, at a severity or above and not known to the baseline.
// What could not be judged blocks as what failed does: a gate never opens on what is unknown.
struct Blocking {
  std::size_t findings = 0;
  std::size_t unknown = 0;         // of these
  std::vector<std::string> rules;  // of these, each once
};

// `severity`: error, warning, note; anything else ("never") keeps nothing back.
[[nodiscard]] Blocking blocking(const Json& report, std::string_view severity);

// Whether the source of a report has revisions, which a plain folder has not.
[[nodiscard]] bool has_revisions(const Json& report);

// A report on what is no model: nothing was judged, and what was not judged is not released.
[[nodiscard]] bool is_on_no_model(const Json& report);

}  // namespace auditor::assess
