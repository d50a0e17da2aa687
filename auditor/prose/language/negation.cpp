// What is denied in a sentence, and what only looks like a prohibition.
#include "auditor/prose/language/grammar.h"
#include "auditor/prose/language/reading.h"

#include <algorithm>

namespace auditor::language {

using enum Concept;

// A comma, stop or word that a negation does not reach across.
bool Reading::ends_reach(std::size_t from, std::size_t to) const {
  const std::string_view gap = text_.substr(from, to - from);
  for (const std::string_view stop : {",", ";", ":", "，", "：", "；", "、", "。", "—", "،"})
    if (gap.find(stop) != std::string_view::npos) return true;
  return std::any_of(breaks_.begin(), breaks_.end(),
                     [&](const Break& b) { return !b.contrast && b.begin >= from && b.end <= to; });
}

// The noun that stands right before a verb; null where none does.
const Mention* Reading::subject_before(const Mention& verb) const {
  constexpr std::size_t most_between = 4;
  const Mention* subject = nullptr;
  for (const Mention& m : mentions_)
    if (is_subject(m.what) && m.end <= verb.begin && gap(m, verb) <= most_between && (!subject || m.end > subject->end))
      subject = &m;
  return subject;
}

// "Neither code nor weights may …", "None of the checkpoints may …": nothing but nouns between a denial and its
// subject.
bool Reading::denies_subject(const Mention& denial, const Mention& subject) const {
  constexpr std::size_t farthest = 40;
  if (subject.end < denial.end || gap(denial, subject) > farthest) return false;
  return std::none_of(mentions_.begin(), mentions_.end(), [&](const Mention& m) {
    return m.begin >= denial.end && m.end <= subject.begin && m.what != negation && is_predicate(m.what);
  });
}

bool Reading::negated(const Mention& m, std::size_t reach) const {
  const Negation place = negation_of(language_);
  const Mention* subject = subject_before(m);
  return std::any_of(mentions_.begin(), mentions_.end(), [&](const Mention& n) {
    if (n.what != negation || (n.begin >= m.begin && n.end <= m.end) || (n.begin < m.end && m.begin < n.end))
      return false;
    const bool before = n.stop <= m.at;
    const std::size_t away = gap(n, m);
    const std::size_t from = before ? n.end : m.end;
    const std::size_t to = before ? m.begin : n.begin;
    if (from > to) return false;
    switch (place) {
      case Negation::adjacent: return before && away <= 6 && !ends_reach(from, to);
      case Negation::after:
        if (before) return away <= 2;
        return away <= 18 && text_.substr(from, to - from).find("。") == std::string_view::npos;
      case Negation::both:
        if (!before) return away <= 14 && !ends_reach(from, to);
        break;
      case Negation::before:
        // "is permitted nowhere", "n'est pas": right behind the verb.
        if (!before) return away <= 1 && m.what != withheld && m.what != historical && m.what != forbid;
        break;
    }
    // "Ни код, ни веса нельзя …": where negations agree, that of the subject adds nothing to a prohibition.
    if (before && subject != nullptr && denies_subject(n, *subject))
      return m.what != forbid || !has_negative_concord(language_);
    return before && away <= reach && !ends_reach(from, to);
  });
}

bool denies_duty(const Reading& reading, const Mention& forbidding) {
  constexpr std::size_t near = 12;
  return forbidding.what == forbid &&
         std::any_of(reading.mentions().begin(), reading.mentions().end(), [&](const Mention& m) {
           return m.what == require && m.at >= forbidding.stop && m.at - forbidding.stop <= near;
         });
}

bool is_weak(const Reading& reading, const Mention& mention) {
  if (mention.what != forbid && mention.what != own_terms) return false;
  const std::string folded = evidence::fold_phrase(reading.bytes(mention));
  // "may not be convertible" is no prohibition, "may not be sold" is.
  if (folded == "may not" && !grammar().holds("addressees", reading.word_before(mention.begin)))  // "you may not"
    return reading.text().substr(mention.end, 4) != " be " ||
           std::none_of(reading.mentions().begin(), reading.mentions().end(), [&](const Mention& m) {
             return (m.what == use || m.what == commerce || m.what == release) && m.at >= mention.stop &&
                    m.at - mention.stop <= 14;
           });
  return mention.what == forbid ? grammar().is_weak_prohibition(folded) : !grammar().names_terms(folded);
}

}  // namespace auditor::language
