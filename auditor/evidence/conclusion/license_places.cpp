// Licence files that speak by where they lie: in a folder for the weights in it and below, at the root beside LICENSE.
#include "auditor/core/text.h"
#include "auditor/evidence/conclusion/license_groups.h"
#include "auditor/licenses/catalog/expression.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

constexpr int unknown_terms = 2;
constexpr int restricted_terms = 3;

std::string terms_of(const LicenseText& text) {
  return text.expression.empty() ? std::string("LicenseRef-unknown") : text.expression;
}

// What could be terms of a model: not those of code, data or documentation.
bool may_be_of_weights(const LicenseText& text) {
  return text.file.role == LicenseFileRole::general || text.file.role == LicenseFileRole::weights ||
         text.file.role == LicenseFileRole::notice || text.file.role == LicenseFileRole::policy;
}

bool restricts_outright(const LicenseText& text) {
  return restriction_of(text.expression) >= restricted_terms &&
         text.expression.find("LicenseRef-modified-") == std::string::npos;
}

}  // namespace

// The unit whose folder is nearest above.
const Unit* ScopeResolver::unit_of(std::string_view folder) const {
  const Unit* nearest = nullptr;
  for (const Unit& unit : documents_.units)
    if (lies_below(folder, unit.folder) && (nearest == nullptr || unit.folder.size() > nearest->folder.size()))
      nearest = &unit;
  return nearest;
}

// Texts in the folders of the unit's weights, below its own folder or between it and the root.
std::vector<const LicenseText*> ScopeResolver::texts_around(const Unit& unit) const {
  std::vector<const LicenseText*> found;
  for (const LicenseText& text : files_) {
    const std::string& folder = text.file.folder;
    if (!text.beside_weights || folder.empty() || folder == unit.folder || !may_be_of_weights(text) || !text.weighs())
      continue;
    // A copied project has the licence of its code; terms that restrict are hardly a code's.
    if (text.of_project && !restricts_outright(text)) continue;
    const bool above = lies_below(unit.folder, folder);
    if (above || (lies_below(folder, unit.folder) && unit_of(folder) == &unit)) found.push_back(&text);
  }
  return found;
}

// True when no weights are elsewhere, the root's text is no stricter, and every file of weights of the unit lies in or
// below a folder of one of `texts`.
bool ScopeResolver::covers_all(const Unit& unit, const std::vector<const LicenseText*>& texts) const {
  const LicenseText* root = root_text();
  const bool root_restricts = root != nullptr && root->binds() && restriction_of(terms_of(*root)) >= unknown_terms;
  if (unit.offers_weights() || root_restricts) return false;
  bool any = false;
  for (const std::string& folder : weight_folders_) {
    if (unit_of(folder) != &unit) continue;
    any = true;
    if (std::none_of(texts.begin(), texts.end(),
                     [&](const LicenseText* text) { return lies_below(folder, text->file.folder); }))
      return false;
  }
  return any;
}

// Terms of a place beside those that were found already: where these are open, the stricter ones are not lost.
void ScopeResolver::add_beside(const LicenseText& text, std::vector<Group>& groups) {
  const std::string expression = terms_of(text);
  const auto same = std::find_if(groups.begin(), groups.end(), [&](const Group& group) {
    return group.expression == expression ||
           std::find(group.files.begin(), group.files.end(), text.file.path) != group.files.end();
  });
  if (same != groups.end()) {
    add_unique(same->detected, text.expression);
    cite(same->evidence, text.evidence);
    return;
  }
  if (!groups.empty() && restriction_of(expression) < unknown_terms) return;
  const bool contradicts = !groups.empty() && restriction_of(groups.front().expression) < unknown_terms;
  Group group;
  group.expression = text.file.readable ? expression : std::string{};
  group.read = text.file.readable;
  group.label = text.file.path;
  add_unique(group.files, text.file.path);
  add_unique(group.detected, group.expression);
  cite(group.evidence, text.evidence);
  if (contradicts) {
    const Group& first = groups.front();
    Citations evidence = first.evidence;
    cite(evidence, text.evidence);
    conflict({"weights", "several-texts", first.expression, expression,
              licenses::join_and({first.expression, expression}),
              printable(text.file.path) + " (" + expression + ") lies beside terms that are open (" + first.expression +
                  "); nothing says what each covers, so both are held.",
              std::move(evidence)});
  }
  groups.push_back(std::move(group));
}

// A sentence gives the file to something else than weights.
bool ScopeResolver::is_given_away(const LicenseText& file, const Unit& unit) const {
  const auto links = [&](const LicenseStatement& s) { return s.linked_file == file.file.path; };
  const auto& said = unit.statements;
  return std::any_of(said.begin(), said.end(), links) &&
         std::none_of(said.begin(), said.end(),
                      [&](const LicenseStatement& s) { return links(s) && (s.scopes & scope_weights) != 0; });
}

// Another text at the root that restricts or that nobody knows, and that nothing gives to a part: it does not lose to
// an open LICENSE.
void ScopeResolver::add_restrictive_neighbours(const Unit& unit, std::vector<Group>& groups) {
  if (groups.empty() || !unit.folder.empty() || restriction_of(groups.front().expression) >= unknown_terms) return;
  const LicenseText* root = root_text();
  // COPYING beside the LICENSE that a sentence on the whole project links: neither is more the root's text.
  const Group& first = groups.front();
  if (root != nullptr && first.whole && !first.files.empty() &&
      std::find(first.files.begin(), first.files.end(), root->file.path) == first.files.end())
    root = nullptr;
  for (const LicenseText& file : files_) {
    if (&file == root || !file.file.folder.empty() || !may_be_of_weights(file) || !file.weighs()) continue;
    // Folders of texts hold those of all parts; a translation is judged by the original.
    const bool listed = !dir_name(file.file.name).empty() || file.file.translation;
    if (restriction_of(terms_of(file)) < (listed ? restricted_terms : unknown_terms)) continue;
    if (!is_given_away(file, unit)) add_beside(file, groups);
  }
}

}  // namespace auditor::evidence
