#include "auditor/prose/language/reading.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

namespace auditor::language {
namespace {

using enum Concept;

constexpr std::size_t max_mentions = 300;
constexpr std::string_view grammar_file = "rules/language/grammar.yaml";

// The lists of grammar.yaml: whole entries and, for spaced scripts, their words.
class Grammar {
 public:
  Grammar() {
    for (const auto& [key, list] : Packed::of_resource(grammar_file).items()) {
      auto& set = lists_[std::string(key)];
      for (const std::string_view entry : list.texts()) {
        set.insert(evidence::fold_phrase(entry));
        if (key == "contrast") breaks_.add(entry, 0);
        if (key == "terminators") breaks_.add(entry, 1);
        if (key == "weak_prohibitions") weak_.push_back(evidence::fold_phrase(entry));
        if (key == "law_words") law_.add(entry, 0);
        if (key == "feedback_words") feedback_.add(entry, 0);
        if (key == "terms_stems") stems_.push_back(evidence::fold_phrase(entry));
      }
    }
  }

  [[nodiscard]] bool holds(std::string_view list, std::string_view folded) const {
    const auto found = lists_.find(list);
    return found != lists_.end() && found->second.contains(folded);
  }

  [[nodiscard]] const evidence::PhraseTable& breaks() const { return breaks_; }
  [[nodiscard]] const evidence::PhraseTable& law() const { return law_; }
  [[nodiscard]] const evidence::PhraseTable& feedback() const { return feedback_; }
  [[nodiscard]] bool is_weak_prohibition(std::string_view folded) const {
    return std::any_of(weak_.begin(), weak_.end(), [&](const std::string& w) {
      return folded.starts_with(w) && (folded.size() == w.size() || folded[w.size()] == ' ');
    });
  }
  [[nodiscard]] bool names_terms(std::string_view folded) const {
    return std::any_of(stems_.begin(), stems_.end(),
                       [&](const std::string& s) { return folded.find(s) != std::string_view::npos; });
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  using Set = std::unordered_set<std::string, Hash, std::equal_to<>>;

  std::unordered_map<std::string, Set, Hash, std::equal_to<>> lists_;
  evidence::PhraseTable breaks_;  // 0: contrast, 1: terminators
  evidence::PhraseTable law_;
  evidence::PhraseTable feedback_;
  std::vector<std::string> weak_;
  std::vector<std::string> stems_;
};

const Grammar& grammar() {
  static const Grammar made;
  return made;
}

// English words in a sentence of another language: content only, its small words mean something else there.
bool crosses_from_english(Concept what, std::size_t bytes) {
  static constexpr std::array function_like = {
      historical, present, future, advice,   polite,  threshold, yes,      no,        negation,   require, allow,
      use,        release, get,    reported, cell_no, cell_yes,  compares, condition, capability, only,    trained_on};
  return bytes >= 5 && std::find(function_like.begin(), function_like.end(), what) == function_like.end();
}

// "NON_COMMERCIAL": a name in code, not words.
bool is_constant(std::string_view text) {
  return text.find('_') != std::string_view::npos &&
         std::none_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

bool overlaps(std::size_t a, std::size_t b, std::size_t c, std::size_t d) { return a < d && c < b; }

// Every word of `folded` stands in one of the lists, or all of it does.
bool only_of(std::string_view folded, std::initializer_list<std::string_view> lists) {
  const auto known = [&](std::string_view words) {
    return std::any_of(lists.begin(), lists.end(), [&](std::string_view list) { return grammar().holds(list, words); });
  };
  if (folded.empty() || known(folded)) return true;
  for (std::size_t at = 0; at < folded.size();) {
    const std::size_t end = std::min(folded.find(' ', at), folded.size());
    if (!known(folded.substr(at, end - at))) return false;
    at = end + 1;
  }
  return true;
}

std::string_view first_words(std::string_view folded, int count) {
  std::size_t end = 0;
  for (int i = 0; i < count && end != std::string_view::npos; ++i) end = folded.find(' ', end + (end == 0 ? 0 : 1));
  return folded.substr(0, end);
}

bool is_predicate(Concept what) {
  static constexpr std::array predicates = {noncommercial,
                                            purpose_limited,
                                            only,
                                            forbid,
                                            allow,
                                            use,
                                            research,
                                            commerce,
                                            require,
                                            permission,
                                            own_terms,
                                            negation,
                                            gate,
                                            release,
                                            withheld,
                                            hosted,
                                            descends,
                                            license_word,
                                            except,
                                            historical,
                                            future,
                                            yes,
                                            no,
                                            contact,
                                            get,
                                            same_terms,
                                            license_open,
                                            license_restricted,
                                            license_unknown};
  return std::find(predicates.begin(), predicates.end(), what) != predicates.end();
}

}  // namespace

bool is_grammar_word(std::string_view list, std::string_view folded) { return grammar().holds(list, folded); }

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

std::vector<Concept> parts_of(const Reading& reading, const Mention& mention) {
  const evidence::Words words(reading.bytes(mention));
  std::vector<std::pair<std::size_t, Concept>> parts;
  for (const auto& match : lexicon(reading.language()).find(words))
    if (const auto what = static_cast<Concept>(match.id); what == weights || what == model || what == code)
      parts.emplace_back(match.first, what == model ? weights : what);
  std::sort(parts.begin(), parts.end());
  std::vector<Concept> out;
  for (const auto& [at, what] : parts)
    if (out.empty() || out.back() != what) out.push_back(what);
  return out;
}

bool speaks_of_feedback(const Reading& reading) { return !grammar().feedback().find(reading.words()).empty(); }

bool speaks_of_law(const Reading& reading) { return !grammar().law().find(reading.words()).empty(); }

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

bool speaks_of_terms(const Concepts& concepts) {
  static const Concepts telling = set_of({commerce, license_word, license_open, license_restricted, license_unknown,
                                          license_file, permission, noncommercial, purpose_limited});
  return (concepts & telling).any();
}

std::size_t gap(const Mention& a, const Mention& b) {
  const Mention& left = a.at <= b.at ? a : b;
  const Mention& right = a.at <= b.at ? b : a;
  return right.at > left.stop ? right.at - left.stop : 0;
}

Reading::Reading(std::string_view text, Language language, std::span<const NameSpan> names)
    : text_(text), language_(language), words_(text) {
  index_characters();
  find_words();
  std::erase_if(mentions_, [&](const Mention& m) {
    return std::any_of(names.begin(), names.end(),
                       [&](const NameSpan& n) { return n.begin <= m.begin && m.end <= n.end; });
  });
  for (const NameSpan& name : names)
    mentions_.push_back({name.what, name.begin, name.end, character(name.begin), character(name.end)});
  std::stable_sort(mentions_.begin(), mentions_.end(), [](const Mention& a, const Mention& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  for (const Mention& m : mentions_) concepts_.set(static_cast<std::size_t>(m.what));
  std::string_view tail = trim(text);
  while (!tail.empty() && (tail.back() == '"' || tail.back() == ')' || tail.back() == '*')) tail.remove_suffix(1);
  question_ = tail.ends_with("?") || tail.ends_with("？") || tail.ends_with("؟") || tail.ends_with("?”") ||
              tail.ends_with("か。") || tail.ends_with("か");
}

void Reading::index_characters() {
  const bool ascii =
      std::all_of(text_.begin(), text_.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii) return;
  characters_.resize(text_.size() + 1);
  std::uint32_t count = 0;
  for (std::size_t i = 0; i < text_.size(); ++i) {
    characters_[i] = count;
    if (i + 1 == text_.size() || (static_cast<unsigned char>(text_[i + 1]) & 0xC0U) != 0x80U) ++count;
  }
  characters_[text_.size()] = count;
}

std::size_t Reading::character(std::size_t byte) const { return characters_.empty() ? byte : characters_[byte]; }

void Reading::find_words() {
  const auto add = [&](Concept what, std::size_t begin, std::size_t end) {
    cut_ = mentions_.size() >= max_mentions;
    if (!cut_ && !is_constant(text_.substr(begin, end - begin)))
      mentions_.push_back({what, begin, end, character(begin), character(end)});
  };
  const auto find = [&](const evidence::PhraseTable& table, bool foreign) {
    for (const auto& match : table.find(words_)) {
      const auto what = static_cast<Concept>(match.id);
      const std::size_t begin = words_[match.first].begin;
      const std::size_t end = words_[match.last].end;
      if (!foreign || crosses_from_english(what, end - begin)) add(what, begin, end);
    }
  };
  for (const auto& match : grammar().breaks().find(words_))
    breaks_.push_back({words_[match.first].begin, words_[match.last].end, match.id == 0});
  find(lexicon(language_), false);
  if (language_ != english) find(lexicon(english), true);
  for (std::size_t i = 1; i < words_.size(); ++i)  // "don't" is two words
    if (words_[i].text == "t" && words_[i - 1].text.ends_with('n') && words_[i].begin > words_[i - 1].end &&
        text_[words_[i - 1].end] != ' ')
      add(negation, words_[i - 1].begin, words_[i].end);
  // What a set phrase covers means nothing, unless the phrase itself is part of a longer one.
  std::vector<Mention> stops;
  for (const Mention& m : mentions_) {
    const bool within = std::any_of(mentions_.begin(), mentions_.end(), [&](const Mention& o) {
      return o.what != stop && o.begin <= m.begin && m.end <= o.end && o.end - o.begin > m.end - m.begin;
    });
    if (m.what == stop && !within) stops.push_back(m);
  }
  for (Mention& m : mentions_)
    if (m.what == advice && grammar().holds("polite", evidence::fold_phrase(bytes(m)))) m.what = polite;
  std::vector<Mention> kept;
  for (const Mention& m : mentions_) {
    if (m.what == stop) continue;
    const bool stopped = std::any_of(stops.begin(), stops.end(),
                                     [&](const Mention& s) { return overlaps(s.begin, s.end, m.begin, m.end); });
    const bool hidden = std::any_of(mentions_.begin(), mentions_.end(), [&](const Mention& o) {
      return o.what != stop && o.begin <= m.begin && m.end <= o.end && o.end - o.begin > m.end - m.begin &&
             hides(o.what, m.what);
    });
    const bool repeated =
        std::any_of(kept.begin(), kept.end(), [&](const Mention& k) { return k.what == m.what && k.begin == m.begin; });
    if (!stopped && !hidden && !repeated) kept.push_back(m);
  }
  mentions_ = std::move(kept);
}

std::string Reading::between(const Mention& left, const Mention& right) const {
  return right.begin > left.end ? evidence::fold_phrase(text_.substr(left.end, right.begin - left.end)) : std::string{};
}

bool Reading::together(const Mention& a, const Mention& b) const {
  const std::size_t from = std::min(a.end, b.end);
  const std::size_t to = std::max(a.begin, b.begin);
  if (to <= from) return true;
  const std::string_view gap = text_.substr(from, to - from);
  for (const std::string_view stop : {", ", ";", "，", "、", "；", "،", "。", ". "})
    if (gap.find(stop) != std::string_view::npos) return false;
  return true;
}

bool Reading::quoted(const Mention& mention) const {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> marks = {
      {{"“", "”"}, {"«", "»"}, {"„", "“"}, {"「", "」"}, {"『", "』"}, {"\"", "\""}}};
  for (const auto& [open, close] : marks) {
    std::size_t at = text_.find(open);
    while (at != std::string_view::npos && at < mention.begin) {
      const std::size_t end = text_.find(close, at + open.size());
      if (end == std::string_view::npos) break;
      if (end >= mention.end && end - at > 8) return true;
      at = text_.find(open, end + close.size());
    }
  }
  return false;
}

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
    if (n.what != negation || (n.begin >= m.begin && n.end <= m.end) || overlaps(n.begin, n.end, m.begin, m.end))
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

// "their weights", where another model is named.
bool Reading::is_possessed_by_others(const Mention& noun) const {
  if (!has(other_model)) return false;
  return grammar().holds("others_possessive", word_before(noun.begin));
}

std::string_view Reading::word_before(std::size_t byte) const {
  const auto& words = words_.all();
  const auto behind = std::partition_point(words.begin(), words.end(), [&](const auto& w) { return w.end <= byte; });
  return behind == words.begin() ? std::string_view{} : std::prev(behind)->text;
}

bool Reading::opens_with(Concept what) const {
  constexpr std::size_t first_words = 9;
  return std::any_of(mentions_.begin(), mentions_.end(),
                     [&](const Mention& m) { return m.what == what && m.at <= first_words; });
}

bool Reading::is_topic(const Mention& m) const {
  constexpr std::size_t letter = 3;  // bytes of a kana or Hangul syllable
  return m.end + letter <= text_.size() && is_grammar_word("topic_particles", text_.substr(m.end, letter));
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
      // "Unlike the Kingfisher, which …": begins with a rival, whatever its name.
      const bool rival = std::any_of(next.mentions.begin(), next.mentions.end(),
                                     [](const Mention& m) { return m.what == contrast && m.at <= 2; });
      static const Concepts named = set_of({own, this_model, weights, code, data, everything});
      if (rival && !next.has_any(named)) next.subject = other_model;
      out.push_back(std::move(next));
      continue;
    }
    Clause& last = out.back();
    const auto join = [&](std::optional<Concept> subject) {
      last.end = next.end;
      last.mentions.insert(last.mentions.end(), next.mentions.begin(), next.mentions.end());
      last.subject = subject;
    };
    const std::string words =
        evidence::fold_phrase(text_.substr(next.begin, std::min<std::size_t>(next.end - next.begin, 40)));
    const bool relative =
        is_grammar_word("relative", first_words(words, 1)) || is_grammar_word("relative", first_words(words, 2));
    if (!next.subject) {  // goes on with what was spoken of
      join(last.subject);
      continue;
    }
    if (relative && last.subject && !is_ours(last.subject)) next.subject = last.subject;
    const bool speaks = has_predicate(next.mentions);
    const bool two_scopes = is_ours(last.subject) && is_ours(next.subject) && last.subject != next.subject;
    if (out.size() == 1 && last.subject == weights && is_exception(last.mentions)) {
      join(next.subject);
      continue;
    }
    // "Weights, and the code, are …": a fragment without predicate gives its subject to the next.
    if (last.subject && !has_predicate(last.mentions) && (is_ours(last.subject) || !is_ours(next.subject))) {
      join(two_scopes ? std::optional(everything) : next.subject);
      continue;
    }
    // "… is NC, weights included": a trailing one widens the scope.
    if (two_scopes && !speaks && i + 2 == at.size()) {
      join(everything);
      continue;
    }
    if (!last.subject && has_predicate(last.mentions) && !speaks && is_ours(next.subject)) {
      join(next.subject);
      continue;
    }
    out.push_back(std::move(next));
  }
  std::optional<Concept> current = before;
  for (Clause& clause : out) {
    if (!clause.subject) clause.subject = current;
    if (clause.subject) current = clause.subject;
  }
  return out;
}

}  // namespace auditor::language
