// Words for people: what the enumerations of facts and reports are called in every readable format.
#pragma once

#include "auditor/core/json.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::report {

// How a value is coloured wherever colour is used. `unknown` is never shown as good or bad.
enum class Tone { good, partial, bad, unknown };
[[nodiscard]] std::string_view to_string(Tone tone);

// The classes between closed and open, in order; `undetermined` is none of them.
struct Class {
  std::string_view id;
  std::string_view title;
  std::string_view meaning;  // one sentence
  Tone tone;
};
[[nodiscard]] std::span<const Class> classes();
[[nodiscard]] const Class& class_of(std::string_view id);  // an unknown id gives `undetermined`
[[nodiscard]] int class_rank(std::string_view id);         // 0 closed … 6 open-science; -1 undetermined

[[nodiscard]] Tone tone_of_openness(std::string_view openness);
[[nodiscard]] Tone tone_of_status(std::string_view status);  // of scopes, code, documentation, sections
[[nodiscard]] Tone tone_of_grade(std::string_view grade);
[[nodiscard]] Tone tone_of_bias(std::int64_t level);

// "permissive-unlisted" -> "permissive, not listed"; ids without an entry: dashes and underscores to spaces.
[[nodiscard]] std::string words(std::string_view id);
// The same with a capital first letter.
[[nodiscard]] std::string heading(std::string_view id);
[[nodiscard]] std::string_view bias_name(std::int64_t level);  // absent, mention, stated, measured, accountable

// "2" -> "level 2"; a step with a name keeps it.
[[nodiscard]] std::string step_name(std::string_view step);
// What a framework says of the model: "level 1, Mentioned", "basic, Card with the essentials", "Incomplete".
[[nodiscard]] std::string level_reached(const Json& level);

// The terms of a licence as sentences, from the catalogue's term values; sorted as a reader asks for them.
struct Term {
  std::string name;
  std::string sentence;
  Tone tone = Tone::unknown;
};
[[nodiscard]] std::vector<Term> plain_terms(const Json& terms);

// "8.03 billion"; "12,345".
[[nodiscard]] std::string human_count(std::int64_t count);
[[nodiscard]] std::string grouped(std::int64_t count);

// "2026-03-14" of an ISO 8601 time; empty when there is none.
[[nodiscard]] std::string date_of(std::string_view time);

}  // namespace auditor::report
