#include "auditor/licenses/permissions/uses.h"

#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/catalog/expression.h"
#include "auditor/licenses/permissions/record.h"

#include <algorithm>
#include <array>
#include <utility>

namespace auditor::permissions {
namespace {

using licenses::Expression;

constexpr std::array<std::string_view, 4> answer_names = {"yes", "yes-if", "unknown", "no"};

Answer answer_named(std::string_view name) {
  const auto at = std::find(answer_names.begin(), answer_names.end(), name);
  return at == answer_names.end() ? Answer::unknown : static_cast<Answer>(at - answer_names.begin());
}

std::vector<Term> terms_in(const Json& names) {
  std::vector<Term> out;
  for (const Json& name : names) out.push_back(term_named(name.get_ref<const std::string&>()).value());
  return out;
}

// From the terms a use needs: one that is forbidden decides, one that is not spoken of leaves it open.
Answer by_needs(const Record& record, const Json& use) {
  Answer answer = Answer::yes;
  for (const Term need : terms_in(use.at("needs"))) {
    const Say say = record.terms[need];
    if (say == Say::cannot) return Answer::no;
    if (say == Say::silent) answer = Answer::unknown;
  }
  return answer;
}

// One that says the same to the reader is one.
void add(std::vector<Condition>& conditions, Condition condition) {
  const auto same = [&](const Condition& c) {
    return c.kind == condition.kind && c.text == condition.text && c.license == condition.license;
  };
  if (std::none_of(conditions.begin(), conditions.end(), same)) conditions.push_back(std::move(condition));
}

std::vector<Condition> conditions_of(const Record& record, std::string_view name, const Json& use) {
  std::vector<Condition> out;
  for (const Limit& limit : record.limits)
    if (limit.holds_for(name)) add(out, {limit.kind, limit.value, limit.text, record.id});
  for (const Json& duty : use.value("duties", Json::array())) {
    const std::string& term = duty.get_ref<const std::string&>();
    if (record.terms[term_named(term).value()] != Say::must) continue;
    const Json& words = rules()["duties"][term];
    add(out, {words.at("kind"), "", words.at("text"), record.id});
  }
  return out;
}

Ruling of_record(const Record& record, std::string_view name, const Json& evidence) {
  const Json& use = rules()["uses"][std::string(name)];
  Ruling out;
  out.because = {{record.id, record.clause_for(name), evidence}};
  if (!record.known || record.changed) return out;
  const auto given = record.answers.find(name);
  out.answer = given == record.answers.end() ? by_needs(record, use) : answer_named(given->second);
  if (out.answer != Answer::yes) return out;
  out.conditions = conditions_of(record, name, use);
  if (!out.conditions.empty()) out.answer = Answer::yes_if;
  return out;
}

// One may be chosen: the freer, and of two alike the one that asks less.
Ruling choose(Ruling a, Ruling b) {
  if (a.answer != b.answer) return a.answer < b.answer ? a : b;
  return a.conditions.size() <= b.conditions.size() ? a : b;
}

Ruling evaluate(const Expression& at, std::string_view use, const Json& evidence) {
  if (at.kind == Expression::Kind::license) return of_record(record_of(at.id), use, evidence);
  if (at.kind == Expression::Kind::with) {
    // An exception only adds permissions, and which was not written down.
    Ruling out = of_record(record_of(at.id), use, evidence);
    if (out.answer == Answer::no && (use == "embed-code" || use == "relicense")) {
      out.answer = Answer::unknown;
      out.because.front().clause += " The exception " + at.exception + " grants more; how much was not read.";
    }
    return out;
  }
  Ruling out = evaluate(at.operands.front(), use, evidence);
  for (std::size_t i = 1; i < at.operands.size(); ++i) {
    Ruling next = evaluate(at.operands[i], use, evidence);
    out = at.kind == Expression::Kind::all ? join(std::move(out), std::move(next))
                                           : choose(std::move(out), std::move(next));
  }
  return out;
}

Terms terms_at(const Expression& at) {
  if (at.kind == Expression::Kind::license || at.kind == Expression::Kind::with) return record_of(at.id).terms;
  Terms out = terms_at(at.operands.front());
  for (std::size_t i = 1; i < at.operands.size(); ++i) {
    const Terms next = terms_at(at.operands[i]);
    out = at.kind == Expression::Kind::all ? Terms::both(out, next) : Terms::either(out, next);
  }
  return out;
}

}  // namespace

std::string_view to_string(Answer answer) { return answer_names[static_cast<std::size_t>(answer)]; }

bool is_duty(std::string_view kind) {
  constexpr std::array<std::string_view, 7> bounds = {"user-cap",       "revenue-cap",        "territory-excluded",
                                                      "field-excluded", "no-competing-model", "registration",
                                                      "acceptance"};
  return std::find(bounds.begin(), bounds.end(), kind) == bounds.end();
}

const std::vector<std::string>& use_names() {
  static const std::vector<std::string> names = {
      "run",      "research", "commercial", "host",         "redistribute", "fine-tune", "publish-derivative",
      "quantize", "merge",    "distill",    "sell-outputs", "relicense",    "embed-code"};
  return names;
}

namespace {

std::string use_words(std::string_view use, const char* key) {
  const auto found = rules()["uses"].find(std::string(use));
  return found == rules()["uses"].end() ? std::string(use) : found->at(key).get<std::string>();
}

}  // namespace

std::string use_title(std::string_view use) { return use_words(use, "title"); }
std::string use_phrase(std::string_view use) { return use_words(use, "phrase"); }

std::vector<Term> needs_of(std::string_view use) {
  const auto found = rules()["uses"].find(std::string(use));
  return found == rules()["uses"].end() ? std::vector<Term>{} : terms_in(found->at("needs"));
}

Ruling join(Ruling a, Ruling b) {
  const Answer answer = std::max(a.answer, b.answer);
  Ruling out;
  out.answer = answer;
  for (Ruling* part : {&a, &b}) {
    if (answer == Answer::yes_if)
      for (Condition& condition : part->conditions) add(out.conditions, std::move(condition));
    if (part->answer != answer) continue;
    for (Because& because : part->because) out.because.push_back(std::move(because));
  }
  return out;
}

Ruling rule(std::string_view expression, std::string_view use, const Json& evidence) {
  const auto parsed = licenses::parse_expression(expression);
  if (parsed) return evaluate(*parsed, use, evidence);
  return {Answer::unknown, {}, {{std::string(expression), "Its terms are not known.", evidence}}};
}

Terms terms_under(std::string_view expression) {
  const auto parsed = licenses::parse_expression(expression);
  return parsed ? terms_at(*parsed) : Terms();
}

namespace {

template <class Test>
bool all_ids(std::string_view expression, Test test) {
  const auto parsed = licenses::parse_expression(expression);
  if (!parsed) return false;
  const auto ids = licenses::ids_of(*parsed);
  return std::all_of(ids.begin(), ids.end(), [&](const std::string& id) {
    const licenses::License* license = licenses::find_license(id);
    return (license != nullptr && license->exception) || test(record_of(id));
  });
}

}  // namespace

bool is_known(std::string_view expression) {
  return all_ids(expression, [](const Record& record) { return record.known && !record.changed; });
}

Terms terms_of_text(std::string_view expression, const ReadTerms& read) {
  const Terms known = terms_under(expression);
  if (all_ids(expression, [](const Record& record) { return record.exact && !record.changed; })) return known;
  return is_known(expression) ? known.or_else(read.terms) : read.terms.or_else(known);
}

Ruling rule_by_words(const ReadTerms& read, std::string_view use, const std::string& path) {
  Ruling out;
  for (const Term term : needs_of(use)) {
    if (read.terms[term] != Say::cannot) continue;
    const int line = read.lines.at(term);
    out.answer = Answer::no;
    out.because = {{"", "Its own words forbid it (" + std::string(to_string(term)) + ").",
                    Json::array({{{"path", path}, {"start_line", line}, {"end_line", line}}})}};
    return out;
  }
  out.because = {
      {"", "The text is not one that is known: its own words were read, and they do not settle it.", Json::array()}};
  return out;
}

Json Ruling::json() const {
  Json stated = Json::array();
  for (const Condition& c : conditions)
    stated.push_back({{"kind", c.kind}, {"value", c.value}, {"text", c.text}, {"license", c.license}});
  Json reasons = Json::array();
  for (const Because& b : because)
    reasons.push_back({{"license", b.license}, {"clause", b.clause}, {"evidence", b.evidence}});
  return {{"answer", to_string(answer)}, {"conditions", std::move(stated)}, {"because", std::move(reasons)}};
}

}  // namespace auditor::permissions
