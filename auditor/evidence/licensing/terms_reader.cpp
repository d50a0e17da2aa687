#include "auditor/evidence/licensing/terms_reader.h"

#include "auditor/core/text.h"
#include "auditor/evidence/licensing/license_vocabulary.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/prose/language/classifier.h"
#include "auditor/prose/language/patterns.h"
#include "auditor/prose/language/units.h"
#include "auditor/prose/sections.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>
#include <optional>
#include <span>
#include <unordered_map>
#include <unordered_set>

namespace auditor::evidence {
namespace {

using language::Clause;
using language::Concept;
using language::Concepts;
using language::is_of_others;
using language::is_ours;
using language::Mention;
using language::Pattern;
using language::Reading;
using language::set_of;
using language::Unit;
using language::UnitKind;
using language::UnitReading;
using enum language::Concept;

constexpr std::string_view unnamed_license = "unnamed-license";
constexpr std::size_t max_findings = 100;  // of one scope, limits and doubts apart

bool is_terms_heading(std::string_view heading) {
  constexpr std::size_t longest = 60;
  if (heading.empty() || heading.size() > longest) return false;
  const std::string folded = fold_phrase(heading);
  return contains_i(heading, "licen") || contains_i(heading, "lizen") ||
         language::is_grammar_word("license_labels", folded);
}

bool is_usage_heading(std::string_view heading) {
  if (heading.empty()) return false;
  const std::vector<std::string> sections = canonical_sections(heading);
  return std::any_of(sections.begin(), sections.end(), [](const std::string& s) {
    return s == "intended-use" || s == "out-of-scope" || s == "bias-risks-limitations";
  });
}

// Under "Intended use", "Limitations" or "Disclaimer" only words of licences and commerce are terms.
bool names_terms(const Reading& reading) {
  static const Concepts terms =
      set_of({commerce, noncommercial, license_word, license_open, license_restricted, license_unknown, permission});
  return reading.has_any(terms);
}

struct Found {
  TermFinding finding;
  const language::Utterance* said = nullptr;
  bool by_pattern = false;  // else structure told it, which stands
};

// What patterns and structure tell.
class Reader {
 public:
  explicit Reader(const language::DocumentReading& document) : document_(document) {}

  // Sentences that surely set no terms: notices of licences, pointers to a part of the document.
  [[nodiscard]] const std::unordered_set<const language::Utterance*>& settled() const { return settled_; }

  std::vector<Found> read() {
    for (const UnitReading& unit : document_.units()) {
      unit_ = &unit;
      said_ = unit.sentences.empty() ? nullptr : &unit.sentences.front();
      if (unit.unit.kind == UnitKind::cell || unit.unit.kind == UnitKind::pair) read_cell();
      else read_sentences();
    }
    return std::move(out_);
  }

 private:
  void add(Scopes scopes, bool doubt, std::string_view kind, std::string_view text, int start, int end,
           bool by_pattern = false) {
    if (scopes == 0) return;
    std::size_t alike = 0;
    for (Found& found : out_) {
      TermFinding& f = found.finding;
      if (f.scopes != scopes) continue;
      if (f.doubt == doubt) ++alike;
      if (f.start_line != start || f.text != text) continue;
      if (f.doubt && !doubt) f.doubt = false, f.kind = kind, found.by_pattern = by_pattern;
      return;
    }
    if (alike < max_findings) {
      out_.push_back({{scopes, doubt, kind, std::string(text), start, end, {}}, said_, by_pattern});
    } else if (!doubt && (scopes & ~overflowed_) != 0) {
      // Those that are kept may all turn out to be harmless: what is left out is a question.
      overflowed_ |= scopes;
      out_.push_back({{scopes, true, kind, std::string(text), start, end, {}}, said_, false});
    }
  }

  static Scopes scopes_of(Concept subject) {
    if (subject == code) return scope_code;
    if (subject == everything) return scope_code | scope_weights;
    return scope_weights;
  }

  // --- tables ---------------------------------------------------------------------------------------------------

  void read_cell() {
    if (unit_->sentences.empty()) return;
    const Unit& u = unit_->unit;
    const Reading& column = *unit_->column;
    const Reading& value = *unit_->sentences.front().reading;
    if (unit_->corner_subject == data || unit_->heading_subject == data) return;
    const std::optional<Concept> row = unit_->row_subject;
    if (is_of_others(row)) return;
    const auto found = [&](bool doubt, std::string_view kind, Scopes scopes) {
      add(scopes, doubt, kind, u.row.empty() || u.kind == UnitKind::pair ? u.text : std::string(u.row) + ": " + u.text,
          u.line, u.line);
    };
    Scopes scopes = scope_weights;
    if (row == code || row == everything) scopes = scopes_of(*row);
    else if (column.has(code) && !column.has(weights) && !column.has(model)) scopes = scope_code;
    if (u.kind == UnitKind::pair) {
      if (!speaks_of_terms_label(u.row)) return;
      read_label(u.text, scopes, u.line);
      read_value(value, scopes, found);
      return;
    }
    const bool about_commerce = column.has(commerce) || column.has(noncommercial);
    const bool denies = value.has(cell_no) || value.has(no) || value.has(forbid);
    if (column.has(commerce) && denies && !value.has(license_open)) return found(false, "cell", scopes);
    if ((column.has(noncommercial) || column.has(purpose_limited)) && (value.has(cell_yes) || value.has(yes)))
      return found(false, "cell", scopes);
    static const Concepts heads = set_of({commerce, use, license_word, allow, only, research, permission});
    const bool terms_column = column.has_any(heads) || about_commerce;
    static const Concepts telling = set_of({license_restricted, noncommercial, purpose_limited});
    if (!terms_column && !value.has_any(telling)) return;
    read_value(value, scopes, found);
    if (terms_column && value.has(research) && !value.has(commerce) && !value.has(allow) && !value.has(license_open) &&
        column.has(license_word))
      found(false, "cell", scopes);
    if (column.has(license_word) && (is_unnamed(u.text) || is_unread_name(value))) found(true, unnamed_license, scopes);
  }

  template <class Found>
  void read_value(const Reading& value, Scopes scopes, Found found) {
    if (is_of_others(value.subject_of(value.mentions())) && !value.has(license_restricted)) return;
    for (const Pattern& pattern : language::patterns("terms")) {
      const auto at = language::match(pattern, {value, value.mentions(), {}, true});
      if (at && !taken_back(pattern, *at, value, value.mentions(), weights))
        return found(pattern.doubt, pattern.id, scopes);
    }
  }

  static bool speaks_of_terms_label(std::string_view label) {
    return language::is_grammar_word("license_labels", fold_phrase(label)) || contains_i(label, "licen") ||
           contains_i(label, "commerc") || contains_i(label, "usage") || contains_i(label, "terms");
  }

  static bool is_unnamed(std::string_view value) {
    const std::string folded = fold_phrase(value);
    const std::string first = folded.substr(0, folded.find(' '));
    return language::is_grammar_word("unnamed_terms", folded) || language::is_grammar_word("unnamed_terms", first);
  }

  // "ASL" in a column of licences: a name that nobody here knows.
  static bool is_unread_name(const Reading& value) {
    constexpr std::size_t longest = 30;
    const std::string_view text = trim(value.text());
    static const Concepts known = set_of({license_open, license_restricted, license_unknown, license_word, license_file,
                                          cell_yes, cell_no, yes, no, elsewhere, allow});
    if (text.size() < 2 || text.size() > longest || value.has_any(known)) return false;
    if (std::none_of(text.begin(), text.end(), is_alnum)) return false;
    const licenses::Label label = licenses::read_label(text);
    return label.unknown || label.other || (label.expression.empty() && !label.ambiguous);
  }

  // What stands behind a label of terms and its colon: " MIT" of "License: MIT"; nothing where there is no such label.
  static std::optional<std::string_view> behind_license_label(std::string_view text) {
    constexpr std::size_t longest = 45;
    constexpr std::string_view wide = "：";
    const std::size_t narrow = text.find(':');
    const std::size_t colon = std::min(narrow, text.find(wide));
    if (colon == std::string_view::npos || colon > longest ||
        !language::is_grammar_word("license_labels", fold_phrase(text.substr(0, colon))))
      return std::nullopt;
    return text.substr(colon + (colon == narrow ? 1 : wide.size()));
  }

  // "License: custom, ask Tom": terms without a name.
  bool read_label(std::string_view text, Scopes scopes, int line) {
    const auto value = behind_license_label(text);
    if (!value || !is_unnamed(*value)) return false;
    add(scopes, true, unnamed_license, text, line, line);
    return true;
  }

  // --- sentences ------------------------------------------------------------------------------------------------

  void read_sentences() {
    const Unit& u = unit_->unit;
    under_terms_ = is_terms_heading(u.heading) || is_terms_heading(u.lead);
    describes_use_ = is_usage_heading(u.heading);
    last_commerce_ = last_open_ = false;
    license_before_ = {};
    for (const language::Utterance& sentence : unit_->sentences) read_sentence(sentence);
  }

  // A comment in code speaks of the code around it unless it names the model.
  static bool names_us(const Reading& reading) {
    static const Concepts us = set_of(
        {weights, model, this_model, own, everything, license_open, license_restricted, license_unknown, license_word});
    return reading.has_any(us);
  }

  // "see the [License section](#license)": a place in this document, which is read anyway.
  [[nodiscard]] bool points_within(std::string_view sentence) const {
    const Block* block = unit_->unit.block;
    return block != nullptr && std::any_of(block->links.begin(), block->links.end(), [&](const Link& link) {
             return link.url.starts_with('#') && !link.text.empty() &&
                    sentence.find(link.text) != std::string_view::npos;
           });
  }

  // "You may not use this file except in compliance with the License": a notice, which sets no terms of its own.
  static bool is_notice(const language::Utterance& sentence) {
    // "Permission is hereby granted, free of charge": a licence that the document quotes, with nothing put into it.
    static const Concepts limits = set_of({noncommercial, research, purpose_limited, license_restricted, only, except,
                                           forbid, others_must, threshold, gate});
    static const Concepts terms = set_of({commerce, noncommercial, research, purpose_limited, permission});
    const bool may_quote = !sentence.reading->has_any(limits);
    const bool may_repeat = !sentence.reading->has_any(terms);
    if (!may_quote && !may_repeat) return false;
    const std::string lower = to_lower(sentence.text);
    return (may_quote && first_phrase(lower, license_vocabulary().grants) != nullptr) ||
           (may_repeat && first_phrase(lower, license_vocabulary().boilerplate) != nullptr);
  }

  void read_sentence(const language::Utterance& sentence) {
    if (is_notice(sentence) || points_within(sentence.text)) {
      settled_.insert(&sentence);
      return;
    }
    if (unit_->unit.kind == UnitKind::comment && !names_us(*sentence.reading)) return;
    said_ = &sentence;
    start_ = sentence.start_line;
    end_ = sentence.end_line;
    const Reading& reading = *sentence.reading;
    std::span<const Clause> clauses = sentence.clauses;
    const bool of_code = !clauses.empty() && clauses.front().subject == code;
    if (reading.is_question()) {
      question_ = &sentence;
      return;
    }
    if (question_ != nullptr && answer(reading, clauses)) return;
    read_label(sentence.text, of_code ? scope_code : scope_code | scope_weights, start_);
    carried_over(reading, clauses);
    read_clauses(reading, clauses);
    respectively_stated(reading);
    last_commerce_ = std::any_of(clauses.begin(), clauses.end(), [](const Clause& c) {
      return c.has(commerce) && !is_of_others(c.subject) && !c.has(historical) && !c.has(reported);
    });
    static const Concepts licenses = set_of({license_file, license_open, license_word});
    license_before_ = reading.concepts() & licenses;
  }

  bool read_clauses(const Reading& reading, std::span<const Clause> clauses) {
    bool any = false;
    for (const Clause& clause : clauses) {
      for (const Pattern& pattern : language::patterns("terms")) {
        const auto at =
            language::match(pattern, {reading, clause.mentions, unit_->above | license_before_, under_terms_});
        if (!at) continue;
        any = true;
        if (describes_use_ && !names_terms(reading)) continue;
        if (taken_back(pattern, *at, reading, clause.mentions, clause.subject)) continue;
        const Scopes scopes = pattern.weights ? Scopes{scope_weights} : scope_of_clause(clause, pattern, reading);
        // Said of the weights in so many words, it stands.
        const bool by_words = clause.subject == weights && clause.has(weights);
        add(scopes, pattern.doubt, pattern.id, reading.text(), start_, end_, !by_words);
      }
      forbidding_lead(clause, reading);
      ellipsis(clause, reading);
      pointer(clause, reading);
      last_open_ = clause.has(license_open);
    }
    return any;
  }

  [[nodiscard]] Scopes scope_of_clause(const Clause& clause, const Pattern& pattern, const Reading& reading) const {
    if (pattern.doubt && clause.subject == code && (clause.has(weights) || clause.has(this_model) || clause.has(model)))
      return scope_weights;
    const Scopes of_subject = is_ours(clause.subject) ? scopes_of(*clause.subject) : Scopes{scope_weights};
    const auto value = behind_license_label(reading.text());
    if (!value || clause.has(weights) || clause.has(code) || clause.has(model)) return of_subject;
    // "Model license: …" is of the model, "License: …" of everything.
    const std::string_view label = reading.text().substr(0, reading.text().size() - value->size());
    const Scopes named = scopes_named(to_lower(label)) & (scope_code | scope_weights);
    return named != 0 ? named : scope_code | scope_weights;
  }

  // A modifier makes the statement innocent: of others, past, planned, said by somebody else, advised.
  static bool taken_back(const Pattern& pattern, const Mention& at, const Reading& reading,
                         std::span<const Mention> mentions, std::optional<Concept> subject) {
    const auto mention_of = [&](Concept what) {
      return std::find_if(mentions.begin(), mentions.end(), [&](const Mention& m) { return m.what == what; });
    };
    const auto has = [&](Concept what) { return mention_of(what) != mentions.end(); };
    const auto stands = [&](Concept what) { return has(what) && !holds(pattern.despite, what); };
    if (is_of_others(subject) && !pattern.weights) return true;
    if (subject == output && !pattern.outputs) return true;
    if (has(contribution) || (pattern.id == "forbidden-use" && language::speaks_of_law(reading))) return true;
    if (has(contrast) && has(other_model)) return true;
    // "We compare against models that are for research only"
    const auto rival = mention_of(compares);
    if (rival != mentions.end() && rival->at < at.at && reading.has(other_model) && !has(weights) && !has(own) &&
        !has(this_model))
      return true;
    // "Trained on …; what was under a non-commercial licence was filtered out": of data.
    if (has(left_out) && reading.has(trained_on) && !has(weights) && !has(model)) return true;
    if (const auto past = mention_of(historical); past != mentions.end()) {
      const auto now = mention_of(present);
      if (now == mentions.end() || now->at > at.at || now->at < past->at) return true;
    }
    if (has(reported) || (reading.quoted(at) && (reading.has(reported) || reading.has(other_model)))) return true;
    if (stands(future) &&
        (mention_of(future)->at < at.at || language::negation_of(reading.language()) == language::Negation::after))
      return true;
    if (stands(advice) || stands(polite)) return true;
    if (stands(capability) && !has(contact)) return true;
    if (has(trained_on) && !pattern.doubt && pattern.id != "restricted-license" && !has(weights)) return true;
    const auto limits = mention_of(limit);
    return limits != mentions.end() && stands(limit) && reading.negated(*limits, 20);
  }

  // "You may not:" and the list below it.
  void forbidding_lead(const Clause& clause, const Reading& reading) {
    if (unit_->lead == nullptr || is_of_others(clause.subject)) return;
    static const Concepts uses = set_of({use, commerce});
    if (!clause.has_any(uses) || clause.has(permission) || clause.has(advice)) return;
    const Reading& lead = *unit_->lead;
    if (lead.has(advice) || lead.has(capability) || lead.has(future) || lead.has(historical)) return;
    for (const Mention& m : lead.mentions())
      if (m.what == forbid && !lead.negated(m, 18) && !is_of_others(lead.subject_of(lead.mentions()))) {
        add(scopes_of(clause.subject.value_or(weights)), false, "forbidding-list", reading.text(), start_, end_);
        return;
      }
  }

  // "The code is MIT. The weights are not."
  void ellipsis(const Clause& clause, const Reading& reading) {
    if (!last_open_ || clause.subject != weights || !clause.has(negation)) return;
    static const Concepts more = set_of({forbid, require, permission, commerce, license_open, release, gate, descends});
    const std::string words = fold_phrase(reading.text().substr(clause.begin, clause.end - clause.begin));
    if (clause.has_any(more) || std::count(words.begin(), words.end(), ' ') > 4) return;
    add(scope_weights, true, "other-terms", reading.text(), start_, end_);
  }

  // "Weights: see the model card", below a heading on licences.
  void pointer(const Clause& clause, const Reading& reading) {
    static const Concepts named = set_of({license_open, license_restricted, license_unknown});
    if (under_terms_ && clause.subject == weights && clause.has(weights) && clause.has(elsewhere) &&
        !reading.has_any(named))
      add(scope_weights, true, "other-terms", reading.text(), start_, end_);
  }

  // "Companies? Write to us.": what the sentence before asked for commerce is answered by an address.
  bool carried_over(const Reading& reading, std::span<const Clause> clauses) {
    if (!last_commerce_) return false;
    static const Concepts other =
        set_of({advice, negation, commerce, license_open, contribution, service, data, capability});
    if (reading.has_any(other)) return false;
    if (std::any_of(clauses.begin(), clauses.end(), [](const Clause& c) { return is_of_others(c.subject); }))
      return false;
    const bool asks = reading.has(contact) || (reading.has(permission) && reading.has(require));
    if (asks) add(scope_weights, false, "commerce-on-contact", reading.text(), start_, end_);
    return asks;
  }

  // "Weights and code are under CC BY-NC and MIT, respectively."
  bool respectively_stated(const Reading& reading) {
    if (!reading.has(respectively)) return false;
    std::vector<Scopes> scopes;
    std::vector<Concept> names;
    for (const Mention& m : reading.mentions()) {
      if (m.what == weights || m.what == model || m.what == code) {
        const Scopes scope = m.what == code ? scope_code : scope_weights;
        if (scopes.empty() || scopes.back() != scope) scopes.push_back(scope);
      }
      if (m.what == everything)
        for (const Concept part : language::parts_of(reading, m)) {
          const Scopes scope = part == code ? scope_code : scope_weights;
          if (scopes.empty() || scopes.back() != scope) scopes.push_back(scope);
        }
      if (m.what == license_open || m.what == license_restricted || m.what == license_unknown ||
          m.what == noncommercial)
        names.push_back(m.what);
    }
    if (scopes.size() < 2 || names.size() < 2) return false;
    std::erase_if(out_, [&](const Found& f) { return f.said == said_; });
    for (std::size_t i = 0; i < std::min(scopes.size(), names.size()); ++i)
      if (names[i] != license_open)
        add(scopes[i], names[i] == license_unknown, "respectively", reading.text(), start_, end_);
    return true;
  }

  // --- questions ------------------------------------------------------------------------------------------------

  // The answer to the question before; true when it was a plain yes or no that is used up.
  bool answer(const Reading& reading, std::span<const Clause>& clauses) {
    const Reading& asked = *question_->reading;
    const bool others = is_of_others(question_->clauses);
    question_ = nullptr;
    const bool denied = reading.opens_with(no);
    const bool affirmed = reading.opens_with(yes) && !denied;
    const bool about_duty = asked.has(require) || asked.has(only) || asked.has(forbid) ||
                            ((asked.has(permission) || asked.has(gate)) && !asked.has(allow) && !asked.has(use));
    const bool about_leave = asked.has(allow) || asked.has(use) || asked.has(commerce);
    if (!others) {
      if (about_duty && affirmed && (asked.has(permission) || asked.has(commerce) || asked.has(research)))
        add(scope_weights, false, "question", reading.text(), start_, end_);
      if (!about_duty && about_leave && denied && (asked.has(commerce) || asked.has(use)))
        add(scope_weights, false, "question", reading.text(), start_, end_);
      if (asked.has(commerce) && !affirmed && !denied && !reading.has(negation) &&
          (reading.has(permission) || reading.has(contact) || reading.has(only)))
        add(scope_weights, false, "question", reading.text(), start_, end_);
    }
    if (!about_duty || !denied) return false;
    if (!clauses.empty()) clauses = clauses.subspan(1);
    return clauses.empty();
  }

  const language::DocumentReading& document_;
  const UnitReading* unit_ = nullptr;
  bool under_terms_ = false;                       // below a heading or line that speaks of terms
  bool describes_use_ = false;                     // below a heading on uses and limits
  Concepts license_before_;                        // what the sentence before said of a licence
  const language::Utterance* question_ = nullptr;  // asked and not yet answered
  bool last_commerce_ = false;
  bool last_open_ = false;
  const language::Utterance* said_ = nullptr;  // being read
  int start_ = 0;
  int end_ = 0;
  std::unordered_set<const language::Utterance*> settled_;
  Scopes overflowed_ = 0;  // with more limits than are kept
  std::vector<Found> out_;
};

// Sentences that speak of terms, as the classifiers see them, each with the patterns that spoke of it and for which
// scope.
std::vector<language::Candidate> with_rules(const language::DocumentReading& document,
                                            const std::vector<Found>& found) {
  static const Concepts terms =
      set_of({noncommercial, purpose_limited, commerce, only, forbid, permission, license_word, license_file, own_terms,
              except, others_must, threshold, duty, same_terms, license_restricted, license_unknown});
  language::Rules rules;
  for (const auto& [finding, said, by_pattern] : found) {
    if ((finding.scopes & scope_weights) != 0)
      rules.emplace(said, finding.doubt ? "doubt of weights" : "limit of weights");
    if ((finding.scopes & scope_code) != 0) rules.emplace(said, finding.doubt ? "doubt of code" : "limit of code");
    rules.emplace(said, finding.kind);
  }
  return language::candidates(document, rules, terms, true);
}

// Patterns are held against all that the sentence shows: limits that it surely does not set are dropped, and where no
// pattern spoke, words that smell of terms are a doubt.
class Judge {
 public:
  explicit Judge(Reader reader) : found_(reader.read()), settled_(reader.settled()) {
    for (Found& f : found_) by_sentence_.emplace(f.said, &f);
  }

  TermsOfDocument judge(const language::DocumentReading& document) {
    for (const language::Candidate& candidate : with_rules(document, found_)) weigh(candidate);
    for (Found& f : found_)
      if (f.finding.scopes != 0) out_.findings.push_back(std::move(f.finding));
    std::move(doubts_.begin(), doubts_.end(), std::back_inserter(out_.findings));
    std::stable_sort(out_.findings.begin(), out_.findings.end(),
                     [](const TermFinding& a, const TermFinding& b) { return a.start_line < b.start_line; });
    return std::move(out_);
  }

 private:
  void weigh(const language::Candidate& candidate) {
    if (settled_.contains(candidate.said)) return;
    static const language::Classifier& of_weights = language::Classifier::named("terms-of-weights");
    static const language::Classifier& of_code = language::Classifier::named("terms-of-code");
    language::FeatureIds features;
    candidate.add_features(features);
    Scopes possible = 0;
    Scopes likely = 0;
    const auto weigh_scope = [&](const language::Classifier& classifier, Scopes scope) {
      const int score = classifier.score(features.sorted());
      if (score >= classifier.possible()) possible |= scope;
      if (score >= classifier.likely()) likely |= scope;
    };
    weigh_scope(of_weights, scope_weights);
    weigh_scope(of_code, scope_code);
    // "Free for academic use." says little, and below "License" it says enough; of a long sentence only a part is seen.
    const language::Unit& unit = candidate.unit->unit;
    const bool in_terms = is_terms_heading(unit.heading) || is_terms_heading(unit.lead) ||
                          candidate.said->reading->words().size() > language::most_feature_words ||
                          first_phrase(to_lower(candidate.said->text), license_vocabulary().grants) != nullptr;
    Scopes spoken = 0;
    const auto [first, last] = by_sentence_.equal_range(candidate.said);
    for (auto it = first; it != last; ++it) {
      TermFinding& finding = it->second->finding;
      spoken |= finding.scopes;
      if (it->second->by_pattern && !finding.doubt && !in_terms) finding.scopes &= possible;
    }
    const language::Utterance& said = *candidate.said;
    if (possible == 0 && !in_terms && out_.innocent.size() < most_innocent)
      out_.innocent.push_back({to_lower(said.text), said.start_line, said.end_line});
    likely &= ~spoken;
    // "We caution against using it on …": advice, and words on intended use, are terms only where they name some.
    static const Concepts advising = set_of({advice, reported, contribution});
    const Reading& reading = *said.reading;
    if ((is_usage_heading(unit.heading) || reading.has_any(advising)) && !names_terms(reading)) return;
    if (likely != 0 && doubts_.size() < max_findings)
      doubts_.push_back({likely, true, "second-reading", std::string(said.text), said.start_line, said.end_line, {}});
  }

  static constexpr std::size_t most_innocent = 2'000;
  std::vector<Found> found_;
  std::unordered_set<const language::Utterance*> settled_;
  std::unordered_multimap<const language::Utterance*, Found*> by_sentence_;
  std::vector<TermFinding> doubts_;
  TermsOfDocument out_;
};

}  // namespace

std::vector<language::Candidate> term_candidates(const language::DocumentReading& document) {
  return with_rules(document, Reader(document).read());
}

std::vector<TermFinding> read_terms(const language::DocumentReading& document) {
  return Judge(Reader(document)).judge(document).findings;
}

bool TermsOfDocument::is_innocent(std::string_view phrase, int start_line, int end_line) const {
  return std::any_of(innocent.begin(), innocent.end(), [&](const InnocentSentence& s) {
    return s.start_line <= end_line && s.end_line >= start_line && s.lower.find(phrase) != std::string::npos;
  });
}

TermsOfDocument read_terms(Repository& repository, const OwnNames& own, const std::string& path) {
  const language::DocumentReading* document = reading_of(repository, own, path);
  if (document == nullptr) return {};
  TermsOfDocument terms = Judge(Reader(*document)).judge(*document);
  for (TermFinding& f : terms.findings)
    f.citation = repository.cite(path, f.start_line, f.end_line, f.doubt ? "doubt" : "sentence", Confidence::medium);
  return terms;
}

}  // namespace auditor::evidence
