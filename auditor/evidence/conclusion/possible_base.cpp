// A name that tells of a family with terms of its own is no proof of descent, and no silence either: a doubt.
#include "auditor/core/text.h"
#include "auditor/evidence/conclusion/license_groups.h"
#include "auditor/evidence/repository/kind.h"
#include "auditor/licenses/catalog/catalog.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

// By metadata, configuration, a tool or a recipe: then where the model comes from is known, whatever its name tells.
bool says_where_from(const Lineage& lineage) {
  return std::any_of(lineage.parents.begin(), lineage.parents.end(),
                     [](const Parent& p) { return !p.license.empty() && !p.evidence.empty(); });
}

bool says_from_scratch(Repository& repository, const Unit& unit) {
  return std::any_of(unit.documents.begin(), unit.documents.end(), [&](const std::string& path) {
    const auto text = repository.text(path);
    return text && contains_i(*text, "from scratch");
  });
}

// The model of a hub's repository, or of a folder that came from one; a project on a forge has many names in it.
bool is_one_model(Repository& repository, const Unit& unit) {
  const source::SourceInfo& info = repository.snapshot().info();
  return unit.folder.empty() && (is_on_hub(info) || (info.remote.empty() && !unit.front_matter.empty()));
}

}  // namespace

void ScopeResolver::doubt_base_of_name(const Unit& unit, ScopeTerms& terms) {
  const bool open = terms.openness == "open" || terms.openness == "permissive-unlisted";
  if (!open || !is_one_model(repository_, unit) || says_where_from(lineage_) || says_from_scratch(repository_, unit))
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
