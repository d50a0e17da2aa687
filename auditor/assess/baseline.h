// What an audit is compared with: an earlier report, and what the repository's own configuration asked for then.
#pragma once

#include "auditor/assess/config_choice.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace auditor::assess {

// What an audit is compared with; `report` is null without a baseline.
struct Baseline {
  Json report;
  std::optional<Config> config;  // the repository's own of that time, when the baseline is a revision
};

// Whether a document is a report, by its schema: only such a one is compared with. `file` is shown in messages. Error:
// usage.
[[nodiscard]] Result<void> check_earlier_report(const Json& report, const std::string& file);

// An earlier report, so checked. Error: usage.
[[nodiscard]] Result<Json> parse_earlier_report(std::string_view bytes, const std::string& file);

// A report of this repository: of one of its commits, or, where those are not here, of its remote or name.
[[nodiscard]] bool is_report_of(const Json& report, const source::SourceInfo& info,
                                const std::function<bool(const std::string& commit)>& has_commit);

// The configuration that holds beside a baseline: what the repository's own file asked then still holds.
[[nodiscard]] Config beside_baseline(const Baseline& baseline, Config config, const ConfigSources& sources);

}  // namespace auditor::assess
