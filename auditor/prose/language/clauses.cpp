// Where a sentence changes its subject, and what each clause speaks of.
#include "auditor/prose/language/grammar.h"
#include "auditor/prose/language/reading.h"

#include <algorithm>

namespace auditor::language {

using enum Concept;

bool Clause::has(Concept what) const {
  return std::any_of(mentions.begin(), mentions.end(), [&](const Mention& m) { return m.what == what; });
}

bool Clause::has_any(const Concepts& concepts) const {
  return std::any_of(mentions.begin(), mentions.end(), [&](const Mention& m) { return holds(concepts, m.what); });
}

bool is_ours(std::optional<Concept> subject) { return subject == weights || subject == code || subject == everything; }

bool is_of_others(std::optional<Concept> subject) {
  static const Concepts others = set_of({other_model, data, document, service, contribution, third_party});
  return subject && holds(others, *subject);
}

bool is_of_others(const std::vector<Clause>& clauses) {
  return std::any_of(clauses.begin(), clauses.end(), [](const Clause& c) { return is_of_others(c.subject); });
}

// "their weights", where another model is named.
bool Reading::is_possessed_by_others(const Mention& noun) const {
  if (!has(other_model)) return false;
  return grammar().holds("others_possessive", word_before(noun.begin));
}

// "Birch の重みは", "Birch 모델의 가중치는": whether names right before a noun give it to another model.
bool Reading::is_of_rival(std::span<const Mention* const> before, const Mention& noun) const {
  const Mention* owned = &noun;
  for (std::size_t i = before.size(); i-- > 0; owned = before[i]) {
    const Mention& owner = *before[i];
    if (!together(owner, *owned) || !only_of(between(owner, *owned), {"genitives"})) return false;
    if (owner.what == other_model) return true;
    if (owner.what != model) return false;
  }
  return false;
}

std::optional<Concept> Reading::subject_of(std::span<const Mention> mentions) const {
  std::vector<const Mention*> nouns;
  for (const Mention& m : mentions)
    if (is_subject(m.what)) nouns.push_back(&m);
  if (nouns.empty()) return std::nullopt;
  // Japanese and Korean mark the topic, wherever it stands.
  if (is_unspaced(language_) && negation_of(language_) == Negation::after)
    if (const auto topic = std::find_if(nouns.begin(), nouns.end(), [&](const Mention* m) { return is_topic(*m); });
        topic != nouns.end()) {
      if (is_of_rival({nouns.begin(), topic}, **topic)) return other_model;
      nouns.erase(nouns.begin(), topic);
    }
  const Mention& first = *nouns[0];
  const Mention* second = nouns.size() > 1 ? nouns[1] : nullptr;
  const std::string middle = second == nullptr ? std::string{} : between(first, *second);
  const auto is = [&](const Mention* m, std::initializer_list<Concept> any) {
    return m != nullptr && std::find(any.begin(), any.end(), m->what) != any.end();
  };
  const bool near = second != nullptr && gap(first, *second) <= 14 && together(first, *second);
  switch (first.what) {
    case other_model: return other_model;
    case weights:
    case model:
    case code:
      if (is_possessed_by_others(first)) return other_model;
      if (near && is(second, {other_model}) && only_of(middle, {"genitives", "articles", "examples_of"}))
        return other_model;
      if (first.what == code)
        return is(second, {weights, model, this_model}) && near && only_of(middle, {"joins", "articles"}) ? everything
                                                                                                          : code;
      return is(second, {code}) && near && only_of(middle, {"joins", "articles"}) ? everything : weights;
    case own:
    case this_model:
      if (near && is(second, {weights, code, data, document, service, output, everything}) &&
          only_of(middle, {"genitives", "articles"}))
        return second->what;
      if (second != nullptr && second->begin == first.begin) return second->what == model ? weights : second->what;
      return weights;
    case everything:
      if (near && is(second, {code, weights}) && only_of(middle, {"genitives"})) return second->what;
      return everything;
    default: return first.what;
  }
}

std::vector<std::size_t> Reading::cuts() const {
  std::vector<std::size_t> out = {0};
  const auto inside_name = [&](std::size_t at) {
    return std::any_of(mentions_.begin(), mentions_.end(), [&](const Mention& m) {
      const bool name = m.what == this_model || m.what == other_model || m.what == license_open ||
                        m.what == license_restricted || m.what == license_unknown;
      return name && m.begin < at && at < m.end;
    });
  };
  const auto cut = [&](std::size_t at) {
    if (at > 0 && !inside_name(at)) out.push_back(at);
  };
  for (std::size_t i = 0; i < text_.size(); ++i) {
    const char c = text_[i];
    const bool space_after = i + 1 < text_.size() && text_[i + 1] == ' ';
    if (c == ';' || ((c == ',' || c == ':') && space_after)) cut(i);
    else if (c == '-' && space_after && i > 0 && text_[i - 1] == ' ') cut(i);
    else if (c == '(' && text_.find(')', i) != std::string_view::npos && text_.find(')', i) - i > 12) cut(i);
    else if (static_cast<unsigned char>(c) >= 0x80)
      for (const std::string_view mark : {"，", "、", "；", "：", "—", "–", "،", "（"})
        if (text_.compare(i, mark.size(), mark) == 0) cut(i);
  }
  for (const Break& b : breaks_)
    if (b.contrast) cut(b.begin);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  out.push_back(text_.size());
  return out;
}

namespace {

std::string_view first_words(std::string_view folded, int count) {
  std::size_t end = 0;
  for (int i = 0; i < count && end != std::string_view::npos; ++i) end = folded.find(' ', end + (end == 0 ? 0 : 1));
  return folded.substr(0, end);
}

bool has_predicate(const std::vector<Mention>& mentions) {
  return std::any_of(mentions.begin(), mentions.end(), [](const Mention& m) { return is_predicate(m.what); });
}

// "Except for the weights, everything is …": takes something out of the clause that follows.
bool is_exception(const std::vector<Mention>& mentions) {
  const auto excepts = [](const Mention& m) { return m.what == except; };
  return std::any_of(mentions.begin(), mentions.end(), excepts) &&
         std::none_of(mentions.begin(), mentions.end(),
                      [&](const Mention& m) { return !excepts(m) && is_predicate(m.what); });
}

// "Unlike the Kingfisher, which …": begins with a rival, whatever its name.
bool begins_with_rival(const Clause& clause) {
  static const Concepts named = set_of({own, this_model, weights, code, data, everything});
  return !clause.has_any(named) && std::any_of(clause.mentions.begin(), clause.mentions.end(),
                                               [](const Mention& m) { return m.what == contrast && m.at <= 2; });
}

// ", which …", ", von denen …"
bool is_relative(std::string_view fragment) {
  constexpr std::size_t longest = 40;
  const std::string words = evidence::fold_phrase(fragment.substr(0, longest));
  return is_grammar_word("relative", first_words(words, 1)) || is_grammar_word("relative", first_words(words, 2));
}

// Whether a fragment goes on with the clause before it, and then what both speak of.
struct Join {
  bool joins = false;
  std::optional<Concept> subject;
};

Join join_of(const Clause& last, const Clause& next, bool last_is_first, bool next_is_final) {
  if (!next.subject) return {true, last.subject};  // goes on with what was spoken of
  const bool speaks = has_predicate(next.mentions);
  const bool spoke = has_predicate(last.mentions);
  const bool two_scopes = is_ours(last.subject) && is_ours(next.subject) && last.subject != next.subject;
  if (last_is_first && last.subject == weights && is_exception(last.mentions)) return {true, next.subject};
  // "Weights, and the code, are …": a fragment without predicate gives its subject to the next.
  if (last.subject && !spoke && (is_ours(last.subject) || !is_ours(next.subject)))
    return {true, two_scopes ? std::optional(everything) : next.subject};
  // "… is NC, weights included": a trailing one widens the scope.
  if (two_scopes && !speaks && next_is_final) return {true, everything};
  if (!last.subject && spoke && !speaks && is_ours(next.subject)) return {true, next.subject};
  return {};
}

}  // namespace

std::vector<Clause> Reading::clauses(std::optional<Concept> before) const {
  const std::vector<std::size_t> at = cuts();
  std::vector<Clause> out;
  for (std::size_t i = 0; i + 1 < at.size(); ++i) {
    Clause next;
    next.begin = at[i];
    next.end = at[i + 1];
    for (const Mention& m : mentions_)
      if (m.begin >= next.begin && m.begin < next.end) next.mentions.push_back(m);
    next.subject = subject_of(next.mentions);
    if (out.empty()) {
      if (begins_with_rival(next)) next.subject = other_model;
      out.push_back(std::move(next));
      continue;
    }
    Clause& last = out.back();
    if (next.subject && last.subject && !is_ours(last.subject) &&
        is_relative(text_.substr(next.begin, next.end - next.begin)))
      next.subject = last.subject;
    const Join join = join_of(last, next, out.size() == 1, i + 2 == at.size());
    if (!join.joins) {
      out.push_back(std::move(next));
      continue;
    }
    last.end = next.end;
    last.mentions.insert(last.mentions.end(), next.mentions.begin(), next.mentions.end());
    last.subject = join.subject;
  }
  std::optional<Concept> current = before;
  for (Clause& clause : out) {
    if (!clause.subject) clause.subject = current;
    if (clause.subject) current = clause.subject;
  }
  return out;
}

}  // namespace auditor::language
