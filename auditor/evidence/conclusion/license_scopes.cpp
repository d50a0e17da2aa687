#include "auditor/evidence/conclusion/license_scopes.h"

#include "auditor/core/text.h"
#include "auditor/evidence/conclusion/license_groups.h"
#include "auditor/evidence/licensing/base_terms.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/catalog/expression.h"
#include "auditor/licenses/permissions/compatibility.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

constexpr std::size_t max_citations = 6;

}  // namespace

using licenses::Openness;

int restriction_of(std::string_view expression) {
  switch (licenses::openness_of(expression)) {
    case Openness::open: return 0;
    case Openness::permissive_unlisted: return 1;
    case Openness::unknown: return 2;
    case Openness::restricted: return 3;
    case Openness::noncommercial: return 4;
    case Openness::no_derivatives: return 5;
    case Openness::proprietary: return 6;
  }
  return 2;
}

void add_unique(std::vector<std::string>& list, const std::string& value) {
  if (!value.empty() && std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

void cite(Citations& out, const Citation& citation) {
  if (out.size() < max_citations && std::find(out.begin(), out.end(), citation) == out.end()) out.push_back(citation);
}

void cite(Citations& out, const Citations& citations) {
  for (const Citation& citation : citations) cite(out, citation);
}

std::string said(const LicenseStatement& s) { return s.stated.empty() ? s.expression : s.stated; }

bool of_cards(const Citation& citation, const std::vector<std::string>& cards) {
  return std::find(cards.begin(), cards.end(), citation.path) != cards.end();
}

const std::string& safer(const std::string& text, const std::string& label) {
  if (text.empty()) return label;
  return !label.empty() && restriction_of(label) > restriction_of(text) ? label : text;
}

bool contradicts_link(const LicenseStatement& s) { return !s.stated.empty() && s.stated != s.expression; }

const std::string& held(const LicenseStatement& s) { return safer(s.expression, s.stated); }

Conflict words_against_link(const LicenseStatement& s, std::string_view scope) {
  return {std::string(scope),
          "label-and-text",
          s.stated,
          s.expression,
          held(s),
          "The words say " + s.stated + ", the file they link to (" + printable(s.linked_file) + ") is " +
              s.expression + ".",
          {s.citation}};
}

std::string ScopeTerms::status() const {
  if (unknown && concluded.empty()) return "unknown";
  if (!declared.empty() && !detected.empty()) return "both";
  if (!detected.empty()) return "detected-only";
  if (!declared.empty()) return "declared-only";
  if (!inherited.empty()) return "inherited";
  return unknown ? "unknown" : "absent";
}

ScopeResolver::ScopeResolver(Repository& repository, const std::vector<LicenseText>& files,
                             const std::vector<std::string>& weight_folders, const ModelDocuments& documents,
                             const Lineage& lineage, std::vector<LicenseStatement> manifests)
    : repository_(repository),
      files_(files),
      weight_folders_(weight_folders),
      documents_(documents),
      lineage_(lineage),
      manifests_(std::move(manifests)) {}

std::vector<const LicenseText*> ScopeResolver::texts_for(Scopes scope, std::string_view folder) const {
  std::vector<const LicenseText*> out;
  for (const LicenseText& file : files_)
    if (file.file.role != LicenseFileRole::general && file.speaks_for(scope, folder)) out.push_back(&file);
  return out;
}

// The licence of the repository as a whole: LICENSE, else the only general file at the root.
const LicenseText* ScopeResolver::root_text() const {
  const LicenseText* found = nullptr;
  std::size_t others = 0;
  for (const LicenseText& file : files_) {
    if (file.file.role != LicenseFileRole::general || !file.file.folder.empty()) continue;
    const bool better = file.primary && found != nullptr && (!found->primary || (file.text && !found->text));
    if (found == nullptr || better) found = &file;
    if (!file.primary) ++others;
  }
  if (found != nullptr && !found->primary && others > 1 && !found->text) return nullptr;
  return found;
}

void ScopeResolver::conflict(Conflict found) {
  const auto same = [&](const Conflict& c) {
    return c.scope == found.scope && c.kind == found.kind && c.declared == found.declared &&
           c.detected == found.detected;
  };
  if (conflicts_.size() < 100 && std::none_of(conflicts_.begin(), conflicts_.end(), same))
    conflicts_.push_back(std::move(found));
}

namespace {

// Whether it is a parent of the models that `cards` of the unit describe.
bool is_parent_of(const Parent& parent, const Unit& unit, const std::vector<std::string>& cards) {
  if (parent.document.empty()) return true;
  const bool here = std::find(unit.documents.begin(), unit.documents.end(), parent.document) != unit.documents.end();
  return here && (unit.cards.size() <= 1 || of_cards(parent.evidence.front(), cards));
}

// The clause of each side, where both are known.
std::string why_not(const std::string& own, const Parent& parent) {
  const auto found = permissions::incompatible(own, parent.license, parent.relation);
  return found ? " " + found->text : std::string();
}

}  // namespace

void ScopeResolver::inherit(const Unit& unit, const std::vector<std::string>& cards, ScopeTerms& terms,
                            std::vector<std::string>& parts) {
  for (const Parent& parent : with_ancestors(lineage_)) {
    if (parent.license.empty() || !is_parent_of(parent, unit, cards)) continue;
    add_unique(terms.inherited, parent.license);
    cite(terms.evidence, parent.evidence);
    if (restriction_of(parent.license) == 0) continue;
    const std::string own = licenses::join_and(parts);
    if (!own.empty() && restriction_of(own) == 0)
      conflict({"weights", "permissive-on-restricted-base", own, parent.license, "",
                "The weights are called " + own + ", their " +
                    (parent.relation == "ancestor" ? "base's base " : "base ") + printable(parent.id) + " is under " +
                    parent.license + "; its terms still hold." + why_not(own, parent),
                parent.evidence});
    add_unique(parts, parent.license);
  }
}

// A base that was given (`--with`) and does not tell its terms, or not all of it could be read: they may restrict.
void ScopeResolver::doubt_given_bases(const Unit& unit, const std::vector<std::string>& cards, ScopeTerms& terms) {
  const auto is_silent = [&](const std::string& id, const std::string& license) {
    const LocalModel* given = license.empty() ? repository_.local_model(id) : nullptr;
    return given != nullptr && given->license.empty();
  };
  const auto ask = [&](const std::string& id, const Parent& parent) {
    doubt({"weights", "unread-terms",
           "The terms of its base " + printable(id) + " could not be told from the repository given: do they restrict?",
           parent.evidence});
    terms.openness = "unknown";
  };
  if (terms.openness != "open" && terms.openness != "permissive-unlisted") return;
  for (const Parent& parent : lineage_.parents) {
    if (!is_parent_of(parent, unit, cards)) continue;
    if (is_silent(parent.id, parent.license)) ask(parent.id, parent);
    for (const Ancestor& ancestor : parent.ancestors)
      if (is_silent(ancestor.id, ancestor.license)) ask(ancestor.id, parent);
  }
}

namespace {

// "LicenseRef-llama3.1" -> "LicenseRef-llama": versions of one family's terms.
std::string_view family_of(std::string_view license) { return license.substr(0, license.find_first_of("0123456789.")); }

// Whether the title names the family: "Qwen3", "Llama 2".
bool title_names(std::string_view title, std::string_view license) {
  const BaseTerms named = base_terms_in(title);
  if (!named.expression.empty() && family_of(named.expression) == family_of(license)) return true;
  // "Qwen3" is Apache-2.0 and "Qwen" is not: the same first word is the same family.
  const std::string_view first = title.substr(0, title.find_first_of(" -_0123456789"));
  return first.size() >= 3 && license.find(to_lower(first)) != std::string_view::npos;
}

}  // namespace

// Models of one's own that are called by a family of restricted terms descend from it, whatever is said of them:
// "Wren-Llama3-8B". Where terms of the family are stated, in any version, the name adds nothing.
void ScopeResolver::inherit_by_name(const Unit& unit, const std::vector<std::string>& cards, ScopeTerms& terms,
                                    std::vector<std::string>& parts) {
  for (const Offer& offer : unit.offers) {
    const bool released = offer.own && offer.offered && !offer.used && offer.tabled && offer.kind == OfferKind::hub;
    if (!released || (unit.cards.size() > 1 && !of_cards(offer.citation, cards))) continue;
    const std::string license = base_terms_in(offer.name).expression;
    if (license.empty() || restriction_of(license) < 2) continue;
    // The family's own repository says itself what holds.
    if (base_terms_in(documents_.own.name()).expression == license ||
        (!unit.cards.empty() && title_names(model_name(repository_, documents_.own, unit.cards.front(), ""), license)))
      continue;
    const bool known = std::any_of(parts.begin(), parts.end(), [&](const std::string& part) {
      return part.find(family_of(license)) != std::string::npos;
    });
    if (known) continue;
    const std::string own = licenses::join_and(parts);
    if (!own.empty() && restriction_of(own) == 0)
      conflict({"weights",
                "permissive-on-restricted-base",
                own,
                license,
                "",
                "The weights are called " + own + ", the name of " + printable(offer.hub_id()) +
                    " says that it descends from a model under " + license + "; its terms still hold.",
                {offer.citation}});
    add_unique(terms.inherited, license);
    cite(terms.evidence, offer.citation);
    add_unique(parts, license);
  }
}

namespace {

constexpr std::size_t most_duties = 10;  // listed, of a scope

}  // namespace

void ScopeResolver::add_duties(const std::vector<const LicenseStatement*>& statements, const std::string& scope,
                               ScopeTerms& terms) {
  for (const LicenseStatement* s : statements) {
    Duty duty{s->duty, s->citation.quote, s->request, {s->citation}};
    const bool stricter = !s->request && (terms.openness == "open" || terms.openness == "permissive-unlisted" ||
                                          terms.openness == "none" || terms.openness == "unknown");
    if (stricter) {
      if (!terms.concluded.empty())
        conflict({scope,
                  "extra-duty",
                  terms.concluded,
                  "",
                  terms.concluded,
                  "Beside the licence a sentence sets a condition the licence does not hold: " + s->citation.quote,
                  {s->citation}});
      terms.openness = s->duty == "noncommercial" ? "noncommercial" : "restricted";
    }
    // Those that decide are listed however many there are of the others.
    if (stricter || terms.duties.size() < most_duties) terms.duties.push_back(std::move(duty));
  }
}

// Labels that lead nowhere: a link to a file that is not there, `other` without a name.
void ScopeResolver::check_labels(const Unit& unit) {
  for (const LicenseStatement& label : unit.front_matter) {
    if (!label.broken_link.empty())
      conflict({"weights",
                "broken-link",
                label.label,
                "",
                "",
                "`license_link` leads to " + printable(label.broken_link) + ", which is not in the repository.",
                {label.citation}});
    if (!label.stated.empty())
      conflict({"weights",
                "label-and-text",
                label.stated,
                label.expression,
                label.expression,
                "The card's metadata say " + label.stated + ", the file they link to (" + printable(label.linked_file) +
                    ") is " + label.expression + ".",
                {label.citation}});
    if (iequals(label.label, "other") && label.linked_file.empty() && label.broken_link.empty() && !label.unread)
      conflict({"weights",
                "missing-license-name",
                label.label,
                "",
                "",
                "`license: other` needs `license_name` and `license_link`.",
                {label.citation}});
  }
  for (const LicenseStatement& s : unit.statements)
    if (!s.broken_link.empty())
      conflict({"weights",
                "broken-link",
                s.label,
                s.linked_file,
                s.expression,
                "A sentence links to " + printable(s.broken_link) + ", which is not in the repository" +
                    (s.linked_file.empty() ? "." : "; " + printable(s.linked_file) + " is read instead."),
                {s.citation}});
}

ScopeTerms ScopeResolver::weights(const Unit& unit, const std::vector<std::string>& cards, bool offered) {
  check_labels(unit);
  std::vector<Group> groups = stated_groups(unit, cards);
  add_texts(unit, groups);
  weigh_root_text(unit, groups);
  if (groups.empty() && !unit.folder.empty() && !documents_.units.empty() && documents_.units.front().folder.empty())
    groups = stated_groups(documents_.units.front(), {});
  const std::vector<const LicenseText*> around = texts_around(unit);
  if (groups.empty() && covers_all(unit, around))
    for (const LicenseText* text : around) add_beside(*text, groups);
  if (groups.empty()) add_fallback(unit, cards, offered, groups);
  else weigh_front_matter(unit, cards, groups);
  for (const LicenseText* text : around) add_beside(*text, groups);
  add_restrictive_neighbours(unit, groups);
  weigh_embedded(unit, groups);
  if (offered) add_zoo_texts(unit, groups);
  tell_several_texts(groups);

  ScopeTerms terms;
  std::vector<std::string> parts;
  for (const Group& group : groups) {
    for (const std::string& d : group.declared) add_unique(terms.declared, d);
    for (const std::string& d : group.detected) add_unique(terms.detected, d);
    cite(terms.evidence, group.evidence);
    if (!group.read) add_unique(terms.unread, group.label);
    if (group.expression.empty()) terms.unknown = true;
    else add_unique(parts, group.expression);
  }
  const bool own_unread = terms.unknown;
  inherit(unit, cards, terms, parts);
  inherit_by_name(unit, cards, terms, parts);
  // Beside terms that restrict, unread ones change nothing; beside open ones they must not be lost.
  const bool restricted =
      std::any_of(parts.begin(), parts.end(), [](const auto& part) { return restriction_of(part) >= 3; });
  if (own_unread && terms.inherited.empty() && !restricted) add_unique(parts, "LicenseRef-unknown");
  terms.concluded = licenses::join_and(parts);
  if (!terms.concluded.empty()) terms.openness = licenses::to_string(licenses::openness_of(terms.concluded));
  else if (terms.unknown) terms.openness = "unknown";
  std::vector<const LicenseStatement*> duties;
  for (const LicenseStatement& s : unit.statements)
    if (!s.duty.empty() && (s.scopes & scope_weights) != 0 &&
        (cards.empty() || unit.cards.size() <= 1 || of_cards(s.citation, cards)))
      duties.push_back(&s);
  add_duties(duties, "weights", terms);
  add_worded_terms(unit, cards, scope_weights, terms);
  doubt_labels(unit, cards, terms);
  doubt_base_of_name(unit, terms);
  doubt_given_bases(unit, cards, terms);
  return terms;
}

}  // namespace auditor::evidence