// A saved report against its repository: what it says is looked up and judged again, claim by claim. What cannot be
// looked up is neither right nor wrong, and passes nothing.
//
// Reports are untrusted: any JSON that follows the schema is taken, nothing is thrown, and what is listed is bounded.
#pragma once

#include "auditor/core/check.h"
#include "auditor/core/json.h"
#include "auditor/source/snapshot.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::assess {

// Rule sets of a report that are looked up; more are said.
inline constexpr std::size_t most_rule_sets = 1000;

// The string at a dotted path; empty when there is none or it is something else.
[[nodiscard]] std::string text_at(const Json& document, std::string_view dotted);

// Whether this program, with its data, is the one that the report names.
[[nodiscard]] bool check_program(const Json& report, Checks& checks);

// Repository, commit and tree, where the source could be opened at the report's commit. False: what differs may come
// from another name or a missing part.
[[nodiscard]] bool check_source(const Json& report, const source::SourceInfo& info, Checks& checks);

// The rule sets of the report beside those of a new audit. False: the new audit stands under other rules.
[[nodiscard]] bool check_rules(const Json& report, const Json& again, Checks& checks);

// The report beside a new audit of the same commit. `causes` are why the two may differ though the report is right;
// with any of them a difference cannot be told from a forged one.
void check_judgement(const Json& report, const Json& again, const std::vector<std::string>& causes, Checks& checks);

// Files that the report read behind a pointer and that are not here.
[[nodiscard]] bool lacks_large_files(const Json& report, const Json& again);

// Whether anything in the report was judged against a baseline.
[[nodiscard]] bool has_baseline(const Json& report);

// schemas/verification.schema.json.
[[nodiscard]] Json to_json(const Checks& checks, const Json& report);

}  // namespace auditor::assess
