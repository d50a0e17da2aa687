// The release gate: the report of an audit, and what of it keeps a release back.
#pragma once

#include "auditor/assess/baseline.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::assess {

// When an audit is held: clocks belong to the caller.
struct Day {
  std::string today;      // YYYY-MM-DD, for waivers; empty: one that expires does not hold
  std::string generated;  // the report's time, ISO 8601; empty: the commit's
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

// {result: passed | blocked, fail_on, findings, unknown, known, rules}: the report's `gate`.
[[nodiscard]] Json gate_json(const Json& report, const Blocking& blocking, std::string_view fail_on);

// Nothing of a model, and nothing that could not be read: an empty or a wrong folder.
[[nodiscard]] bool has_nothing(const Json& facts);

// A report on what is no model: nothing was judged, and what was not judged is not released.
[[nodiscard]] bool is_on_no_model(const Json& report);

}  // namespace auditor::assess
