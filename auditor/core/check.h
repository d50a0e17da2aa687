// What came of checking one claim: it holds, it fails, or it cannot be checked, which passes nothing.
#pragma once

#include "auditor/core/json.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor {

enum class Answer { holds, fails, unknown };
[[nodiscard]] std::string_view to_string(Answer answer);  // "cannot-be-checked"

struct Check {
  std::string about;    // what kind of claim: "citation", "file", "certificate"
  std::string subject;  // "README.md:12", the id of a rule set; empty: the whole
  Answer answer = Answer::unknown;
  std::string message;
  std::string at;  // JSON pointer into the report; empty when none
};

using Checks = std::vector<Check>;

// Texts of strangers are made printable here; `subject` and `message` may hold any bytes.
void add_check(Checks& checks, std::string_view about, Answer answer, std::string_view message,
               std::string_view subject = {}, std::string_view at = {});

// fails when anything does, else unknown when anything is, else holds; nothing checked is unknown.
[[nodiscard]] Answer result_of(const Checks& checks);

// {result, summary, checks} of schemas/verification.schema.json and schemas/signature.schema.json.
[[nodiscard]] Json checks_json(const Checks& checks);

// The same key twice in one object: programs differ in which they take, so such a document says two things. Empty:
// none.
[[nodiscard]] std::string repeated_key(std::string_view json);

}  // namespace auditor
