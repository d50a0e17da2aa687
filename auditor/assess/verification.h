// A saved report against its repository: what it says is looked up and judged again, claim by claim. What cannot be
// looked up is neither right nor wrong, and passes nothing.
//
// Reports are untrusted: any JSON that follows the schema is taken, nothing is thrown, and what is listed is bounded.
#pragma once

#include "auditor/core/json.h"
#include "auditor/source/snapshot.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::assess {

enum class Answer { holds, fails, unknown };
[[nodiscard]] std::string_view to_string(Answer answer);  // "cannot-be-checked"

struct Check {
  std::string about;    // report, program, repository, commit, tree, citation, rules, verdict, finding, document
  std::string subject;  // "README.md:12", the id of a rule set or rule; empty: the report as a whole
  Answer answer = Answer::unknown;
  std::string message;
  std::string at;  // JSON pointer into the report; empty when none
};

using Checks = std::vector<Check>;

// Rule sets of a report that are looked up; more are said.
inline constexpr std::size_t most_rule_sets = 1000;

// Texts of strangers are made printable here; `subject` and `message` may hold any bytes.
void add_check(Checks& checks, std::string_view about, Answer answer, std::string_view message,
               std::string_view subject = {}, std::string_view at = {});

// The string at a dotted path; empty when there is none or it is something else.
[[nodiscard]] std::string text_at(const Json& document, std::string_view dotted);

// The same keys twice in one object: programs differ in which they take, so such a report says two things. Empty: none.
[[nodiscard]] std::string repeated_key(std::string_view json);

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

// fails when anything does, else unknown when anything is, else holds; nothing checked is unknown.
[[nodiscard]] Answer result_of(const Checks& checks);

// schemas/verification.schema.json.
[[nodiscard]] Json to_json(const Checks& checks, const Json& report);

}  // namespace auditor::assess
