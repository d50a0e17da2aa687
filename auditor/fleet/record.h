// One line of a fleet: what is kept of a report, or why there is none.
#pragma once

#include "auditor/core/json.h"
#include "auditor/core/processes.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::fleet {

// What is kept of a report: {name, commit, verdict, scopes, permissions, safety, documentation, bias, levels, summary}.
[[nodiscard]] Json digest_of(const Json& report);

// {input, report} or {input, digest's members…}.
[[nodiscard]] Json result_line(const std::string& input, const Json& report, bool full);

// The digest of a result, whichever form its line has.
[[nodiscard]] Json digest_of_line(const Json& line);

// {input, error, reason: open, attempt}.
[[nodiscard]] Json open_error(const std::string& input, const Error& error, unsigned attempt);

// Of an audit that did not end by itself: {input, error, reason: crash|time|memory, signal, attempt}.
[[nodiscard]] Json lost_error(const std::string& input, const WorkEnd& how, const ProcessLimits& limits,
                              unsigned attempt);

[[nodiscard]] bool is_error(const Json& line);
// Whether it says what came of an audit: a report, a digest, or with --since that the source is no longer listed.
[[nodiscard]] bool is_result(const Json& line);
[[nodiscard]] unsigned attempt_of(const Json& line);  // 1 where none is written

// Reasons that --retry names: `error` is open and crash, which may pass; time and memory cost their bound again.
// Words have commas between them; none for "". Error: usage (a word that is no reason).
[[nodiscard]] Result<std::vector<std::string>> parse_reasons(std::string_view words);

}  // namespace auditor::fleet
