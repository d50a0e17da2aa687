// A name that tells of a family with terms of its own is no proof of descent, and no silence either: a doubt.
#include "auditor/core/text.h"
#include "auditor/evidence/conclusion/license_groups.h"
#include "auditor/evidence/repository/kind.h"
#include "auditor/evidence/repository/readings.h"
#include "auditor/licenses/catalog/catalog.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

// By metadata, configuration, a tool or a recipe: then where the model comes from is known, whatever its name tells.
bool says_where_from(const Lineage& lineage) {
  return std::any_of(lineage.parents.begin(), lineage.parents.end(),
                     [](const Parent& p) { return !p.license.empty() && !p.evidence.empty(); });
}

// Of the model itself: a tokenizer that was trained from scratch, or a rival that was, says nothing of it.
bool says_from_scratch(Repository& repository, const OwnNames& own, const std::string& path) {
  using namespace language;
  using Concept::compares;
  using Concept::component;
  using Concept::from_scratch;
  static const Concepts others = set_of({component, compares});
  const DocumentReading* document = reading_of(repository, own, path);
  if (document == nullptr) return false;
  for (const UnitReading& unit : document->units())
    for (const Utterance& said : unit.sentences)
      if (said.reading->has(from_scratch) && !said.reading->has_any(others)) return true;
  return false;
}

}  // namespace

void ScopeResolver::doubt_base_of_name(const Unit& unit, ScopeTerms& terms) {
  const bool open = terms.openness == "open" || terms.openness == "permissive-unlisted";
  if (!open || lineage_.possible.empty() || !unit.folder.empty() || !is_one_model(repository_) ||
      says_where_from(lineage_))
    return;
  if (std::any_of(unit.documents.begin(), unit.documents.end(),
                  [&](const std::string& path) { return says_from_scratch(repository_, documents_.own, path); }))
    return;
  for (const PossibleBase& base : lineage_.possible) {
    if (restriction_of(base.license) < 2) continue;
    doubt({"weights", "possible-base",
           "The name " + base.name + " tells of a base under " + base.license +
               ", and nothing says what the model was made from: do those terms hold?",
           base.evidence});
    terms.openness = "unknown";
    return;
  }
}

}  // namespace auditor::evidence
