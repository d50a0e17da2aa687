// The report document (schemas/report.schema.json): what every output format is rendered from.
#pragma once

#include "auditor/assess/assess.h"

namespace auditor::assess {

// `generated` is an ISO 8601 time or empty (null): decided by the caller, who may know a clock.
[[nodiscard]] Json build_report(Json facts, const Assessment& assessment, const std::string& generated);

// The counts of `findings` by severity and status. Findings that a baseline knows are not counted as failed.
[[nodiscard]] Json summarize(const Json& findings);

// {name, version, data {spdx_list, fingerprints, rules}}.
[[nodiscard]] Json tool_json();

}  // namespace auditor::assess
