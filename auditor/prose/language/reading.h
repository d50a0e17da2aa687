// One sentence read: which concepts its words mention, where it changes its subject, what is denied in it.
#pragma once

#include "auditor/prose/language/concepts.h"
#include "auditor/prose/language/lexicon.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::language {

struct Mention {
  Concept what = Concept::stop;
  std::size_t begin = 0;  // bytes of the sentence
  std::size_t end = 0;
  std::size_t at = 0;  // characters of the sentence: reaches are counted in them, in every script alike
  std::size_t stop = 0;
};

// A name that code found: a licence, this model, another model. Words inside it mean nothing else.
struct NameSpan {
  Concept what = Concept::other_model;
  std::size_t begin = 0;
  std::size_t end = 0;
};

// A stretch of a sentence with one subject.
struct Clause {
  std::size_t begin = 0;  // bytes of the sentence
  std::size_t end = 0;
  std::vector<Mention> mentions;   // by place
  std::optional<Concept> subject;  // weights, code, everything, data…, other_model; none: it is not said

  [[nodiscard]] bool has(Concept what) const;
  [[nodiscard]] bool has_any(const Concepts& concepts) const;
  // What held once and does not now.
  [[nodiscard]] bool is_past() const { return has(Concept::historical) && !has(Concept::present); }
};

// Weights, code or everything.
[[nodiscard]] bool is_ours(std::optional<Concept> subject);
// Terms, weights and words of these are not this model's.
[[nodiscard]] bool is_of_others(std::optional<Concept> subject);
[[nodiscard]] bool is_of_others(const std::vector<Clause>& clauses);  // of any

class Reading {
 public:
  // `text` must outlive the reading. `names` are spans of `text`.
  Reading(std::string_view text, Language language, std::span<const NameSpan> names);

  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] Language language() const { return language_; }
  [[nodiscard]] const std::vector<Mention>& mentions() const { return mentions_; }
  [[nodiscard]] const Concepts& concepts() const { return concepts_; }
  [[nodiscard]] const evidence::Words& words() const { return words_; }
  [[nodiscard]] bool has(Concept what) const { return holds(concepts_, what); }
  [[nodiscard]] bool has_any(const Concepts& concepts) const { return (concepts_ & concepts).any(); }
  // Mentions it within its first words, as an answer does: "No, …".
  [[nodiscard]] bool opens_with(Concept what) const;
  [[nodiscard]] bool is_question() const { return question_; }
  // More was mentioned than is kept.
  [[nodiscard]] bool is_cut() const { return cut_; }

  // Denied by a negation within `reach` characters, as the language places it.
  [[nodiscard]] bool negated(const Mention& mention, std::size_t reach = 34) const;
  // Words between two mentions, folded.
  [[nodiscard]] std::string between(const Mention& left, const Mention& right) const;
  [[nodiscard]] std::string_view bytes(const Mention& mention) const {
    return text_.substr(mention.begin, mention.end - mention.begin);
  }
  // Stands between quotation marks.
  [[nodiscard]] bool quoted(const Mention& mention) const;
  // The folded word before a place; empty at the beginning.
  [[nodiscard]] std::string_view word_before(std::size_t byte) const;
  // No comma or stop stands between the two.
  [[nodiscard]] bool together(const Mention& a, const Mention& b) const;

  // A noun that Japanese or Korean marks as the topic.
  [[nodiscard]] bool is_topic(const Mention& mention) const;

  // The clauses; `before` is the subject of the sentence before, which pronouns and missing subjects take up.
  [[nodiscard]] std::vector<Clause> clauses(std::optional<Concept> before) const;
  // What a fragment speaks of: the scope of its first noun, with what belongs to it.
  [[nodiscard]] std::optional<Concept> subject_of(std::span<const Mention> mentions) const;

 private:
  void find_words();
  void index_characters();
  [[nodiscard]] std::size_t character(std::size_t byte) const;
  [[nodiscard]] std::vector<std::size_t> cuts() const;
  [[nodiscard]] bool is_possessed_by_others(const Mention& noun) const;
  [[nodiscard]] const Mention* subject_before(const Mention& verb) const;
  [[nodiscard]] bool denies_subject(const Mention& denial, const Mention& subject) const;
  [[nodiscard]] bool is_of_rival(std::span<const Mention* const> before, const Mention& noun) const;
  [[nodiscard]] bool ends_reach(std::size_t from, std::size_t to) const;

  struct Break {  // a contrasting or limiting word
    std::size_t begin = 0;
    std::size_t end = 0;
    bool contrast = false;
  };

  std::string_view text_;
  Language language_;
  evidence::Words words_;
  std::vector<Mention> mentions_;
  std::vector<Break> breaks_;
  std::vector<std::uint32_t> characters_;  // number of the character at each byte; empty for ASCII
  Concepts concepts_;
  bool question_ = false;
  bool cut_ = false;
};

// A mention that means terms only in a sentence that speaks of terms: "cannot be used", "proprietary".
[[nodiscard]] bool is_weak(const Reading& reading, const Mention& mention);
// "weights and code": weights, code, in the order of the words.
[[nodiscard]] std::vector<Concept> parts_of(const Reading& reading, const Mention& mention);
// "No permission is needed": words of a prohibition that deny a duty.
[[nodiscard]] bool denies_duty(const Reading& reading, const Mention& mention);
// Reporting, asking, discussing.
[[nodiscard]] bool speaks_of_feedback(const Reading& reading);
// What the law forbids anyway.
[[nodiscard]] bool speaks_of_law(const Reading& reading);
// Whether a sentence speaks of terms by its words: licences, permissions, commerce.
[[nodiscard]] bool speaks_of_terms(const Concepts& concepts);

// How far two mentions stand apart, in characters; 0 when they touch.
[[nodiscard]] std::size_t gap(const Mention& a, const Mention& b);

// Word lists of rules/language/grammar.yaml, by key: whether `folded` is one of them.
[[nodiscard]] bool is_grammar_word(std::string_view list, std::string_view folded);

}  // namespace auditor::language
