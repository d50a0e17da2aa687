// Whether a named use is permitted, on what conditions, and by which clause.
#pragma once

#include "auditor/core/json.h"
#include "auditor/licenses/permissions/phrases.h"
#include "auditor/licenses/permissions/terms.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::permissions {

// By strictness. `unknown` outranks every yes: it is never taken for one.
enum class Answer { yes, yes_if, unknown, no };
[[nodiscard]] std::string_view to_string(Answer answer);  // "yes-if"

struct Condition {
  std::string kind;
  std::string value;
  std::string text;
  std::string license;
};

struct Because {
  std::string license;
  std::string clause;
  Json evidence = Json::array();
};

struct Ruling {
  Answer answer = Answer::unknown;
  std::vector<Condition> conditions;
  std::vector<Because> because;

  [[nodiscard]] Json json() const;  // {answer, conditions, because}
};

// Something to do, where other conditions bound who, where or what for.
[[nodiscard]] bool is_duty(std::string_view kind);

// The uses in the order people ask for them, and what each is called in words.
[[nodiscard]] const std::vector<std::string>& use_names();
[[nodiscard]] std::string use_title(std::string_view use);
[[nodiscard]] std::vector<Term> needs_of(std::string_view use);  // the terms that must be granted
[[nodiscard]] std::string use_phrase(std::string_view use);  // after "you may": "offer it as a service"

// Under an SPDX expression; `evidence` is where it was read. An expression that is none is unknown.
[[nodiscard]] Ruling rule(std::string_view expression, std::string_view use, const Json& evidence = Json::array());
[[nodiscard]] Terms terms_under(std::string_view expression);

// Of a text of which only the expression and its own words are known: a word that forbids decides, nothing permits.
[[nodiscard]] Ruling rule_by_words(const ReadTerms& read, std::string_view use, const std::string& path);

// The terms of a text: of its licence where that is known to the letter, else also its own words.
[[nodiscard]] Terms terms_of_text(std::string_view expression, const ReadTerms& read);
[[nodiscard]] bool is_known(std::string_view expression);  // no id of it is unknown or changed

// Both hold: the stricter answer, and the reasons that lead to it.
[[nodiscard]] Ruling join(Ruling a, Ruling b);

}  // namespace auditor::permissions
