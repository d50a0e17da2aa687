// What words restrict, and what they leave open, beside the licence that was concluded.
#include "auditor/core/text.h"
#include "auditor/evidence/conclusion/license_groups.h"
#include "auditor/licenses/catalog/catalog.h"

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

}  // namespace

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
    if (!cards.empty() && unit.cards.size() > 1 && !of_cards(term.citation, cards)) continue;
    if (!is_open(terms.openness) && terms.openness != "none") return;  // restricted or unknown as it is
    // A sentence that names a licence the other readers know is explained by it.
    const bool explained = std::any_of(unit.statements.begin(), unit.statements.end(), [&](const LicenseStatement& s) {
      return !s.expression.empty() && !s.unread && overlaps(s.citation, term.citation) &&
             licenses::openness_of(s.expression) != licenses::Openness::unknown && (s.scopes & scope) != 0;
    });
    if (explained && (term.doubt || term.kind == "restricted-license")) continue;
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
