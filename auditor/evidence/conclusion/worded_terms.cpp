// What words restrict, and what they leave open, beside the licence that was concluded.
#include "auditor/core/text.h"
#include "auditor/evidence/conclusion/license_groups.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>
#include <array>

namespace auditor::evidence {
namespace {

constexpr std::size_t max_doubts = 20;  // of a scope

bool overlaps(const Citation& a, const Citation& b) {
  return a.path == b.path && a.start_line <= b.end_line && b.start_line <= a.end_line;
}

bool is_open(std::string_view openness) { return openness == "open" || openness == "permissive-unlisted"; }

std::string_view doubt_kind(const TermFinding& term) {
  if (term.kind == "unknown-license" || term.kind == "unnamed-license") return "unknown-name";
  if (term.kind == "not-for-weights" || term.kind == "code-alone" || term.kind == "other-terms") return "excluded";
  return "unread-terms";
}

std::string_view question(std::string_view kind, std::string_view scope) {
  if (kind == "unknown-name")
    return scope == "code" ? "The code is put under terms nobody here knows: "
                           : "The weights are put under terms nobody here knows: ";
  if (kind == "excluded") return "The licence is said not to cover the weights: ";
  return scope == "code" ? "This may restrict the code: " : "This may restrict the weights: ";
}

// "unknown" says nothing; a name that is not understood says something.
bool says_nothing(std::string_view label) {
  const std::string_view text = trim(label);
  return text.empty() || iequals(text, "unknown") || iequals(text, "none") || iequals(text, "null");
}

// "cc-by-nc": of whatever version, its licences restrict.
bool restricts_as_family(std::string_view label) {
  const auto words = name_words(label);
  return std::any_of(words.begin(), words.end(), [](const auto& word) { return word == "nc" || word == "nd"; });
}

std::string_view label_question(const LicenseStatement& label) {
  if (label.kind == "embedded") return "The weight files name terms nobody here knows: ";
  if (label.subject == "link") return "The card's metadata link terms that were not read: ";
  if (label.subject == "shape") return "The card's metadata give the licence in a shape nobody can read: ";
  return "The card's metadata name terms nobody here knows: ";
}

}  // namespace

// A label that cannot be read is unknown in every comparison: beside open terms it is a question.
void ScopeResolver::doubt_labels(const Unit& unit, const std::vector<std::string>& cards, ScopeTerms& terms) {
  const auto ask = [&](const LicenseStatement& label) {
    const bool asks = label.unread || (label.ambiguous && restricts_as_family(label.label));
    if (!asks || !label.expression.empty() || says_nothing(label.label)) return;
    if (!is_open(terms.openness) && terms.openness != "none" && terms.openness != "unknown") return;
    const bool link = label.subject == "link";
    doubt({"weights",
           link ? "elsewhere" : "unknown-name",
           std::string(label_question(label)) + ellipsize(label.label, 160),
           {label.citation}});
    if (!is_open(terms.openness)) return;
    conflict({"weights",
              label.kind == "embedded" ? "embedded-label" : "label-and-text",
              label.label,
              terms.concluded,
              terms.concluded,
              std::string(label_question(label)) + label.label + "; what else is here is " + terms.concluded + ".",
              {label.citation}});
    terms.openness = "unknown";
  };
  for (const LicenseStatement& label : unit.front_matter)
    if (cards.empty() || unit.cards.size() <= 1 || of_cards(label.citation, cards)) ask(label);
  for (const LicenseStatement& label : unit.embedded) ask(label);
  // Terms that are named and not here leave the class open, unless others restrict anyway.
  if (terms.openness == "unknown")
    for (const std::string& label : terms.unread)
      doubt({"weights", "elsewhere", "These terms of the weights were not read: " + ellipsize(label, 160),
             terms.evidence});
}

void ScopeResolver::doubt(Doubt found) {
  const auto same = [&](const Doubt& d) { return d.scope == found.scope && d.text == found.text; };
  const auto of_scope =
      std::count_if(doubts_.begin(), doubts_.end(), [&](const Doubt& d) { return d.scope == found.scope; });
  if (static_cast<std::size_t>(of_scope) < max_doubts && std::none_of(doubts_.begin(), doubts_.end(), same))
    doubts_.push_back(std::move(found));
}

void ScopeResolver::add_worded_terms(const Unit& unit, const std::vector<std::string>& cards, Scopes scope,
                                     ScopeTerms& terms) {
  const std::string name = scope == scope_code ? "code" : "weights";
  for (const TermFinding& term : unit.terms) {
    if ((term.scopes & scope) == 0) continue;
    const bool of_file = std::any_of(files_.begin(), files_.end(),
                                     [&](const LicenseText& file) { return file.file.path == term.citation.path; });
    if (!cards.empty() && unit.cards.size() > 1 && !of_cards(term.citation, cards) && !of_file) continue;
    if (!is_open(terms.openness) && terms.openness != "none") return;  // restricted or unknown as it is
    // A sentence that names a licence the other readers know is explained by it.
    const bool explained = std::any_of(unit.statements.begin(), unit.statements.end(), [&](const LicenseStatement& s) {
      return !s.expression.empty() && !s.unread && overlaps(s.citation, term.citation) &&
             licenses::openness_of(s.expression) != licenses::Openness::unknown && (s.scopes & scope) != 0;
    });
    // What is taken out of a licence is not explained by the licence.
    if (explained && (term.doubt ? term.kind != "not-for-weights" : term.kind == "restricted-license")) continue;
    if (term.doubt) {
      const std::string_view kind = doubt_kind(term);
      doubt({name, std::string(kind), std::string(question(kind, name)) + ellipsize(term.text, 160), {term.citation}});
      if (is_open(terms.openness)) terms.openness = "unknown";
      continue;
    }
    Duty duty{term.kind == "noncommercial" ? "noncommercial" : "terms", term.citation.quote, false, {term.citation}};
    if (!terms.concluded.empty())
      conflict({name,
                "extra-duty",
                terms.concluded,
                "",
                terms.concluded,
                "Beside the licence a sentence sets a condition the licence does not hold: " + term.citation.quote,
                {term.citation}});
    terms.openness = term.kind == "noncommercial" ? "noncommercial" : "restricted";
    terms.duties.push_back(std::move(duty));
  }
}

}  // namespace auditor::evidence
