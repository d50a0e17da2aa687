#include "auditor/evidence/models/parents.h"

#include "auditor/core/text.h"
#include "auditor/evidence/licensing/base_terms.h"
#include "auditor/evidence/models/named_base.h"
#include "auditor/licenses/catalog/base_models.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

constexpr std::size_t max_parents = 40;
constexpr std::size_t max_generations = 8;

// An id as people write it in metadata: an address of the hub, a revision or a page behind it.
std::string plain_id(std::string_view written) {
  std::string_view id = trim(written);
  if (id.find("://") != std::string_view::npos) {
    const auto hub = hub_id_of(id);
    return hub ? (hub->name.empty() ? hub->owner : hub->owner + "/" + hub->name) : std::string(id);
  }
  for (const std::string_view page : {"/tree/", "/blob/", "/resolve/", "@"})
    if (const auto at = id.find(page); at != std::string_view::npos && at > 0) id = id.substr(0, at);
  while (id.ends_with('/')) id.remove_suffix(1);
  return std::string(id);
}

bool placeholder_name(std::string_view id) {
  return id.empty() || id.starts_with(".") || id.starts_with("/") || id.starts_with("[") ||
         id.find("..") != std::string_view::npos || id.size() > 200;
}

// A path of somebody's machine, or an endless owner, tells by its last part where that names a family of known terms:
// "/mnt/models/Llama-2-7b-hf".
std::string name_of_path(std::string id) {
  if (!placeholder_name(id)) return id;
  std::string name(base_name(id));
  return placeholder_name(name) || base_terms(name).expression.empty() ? id : name;
}

// Those that the parent was made from: as another repository shows (`--with`), else as the shipped table knows.
std::vector<Ancestor> ancestors_of(const Repository& repository, const std::string& id) {
  std::vector<Ancestor> out;
  std::vector<std::string> open = {id};
  for (std::size_t i = 0; i < open.size() && out.size() < max_generations; ++i) {
    const auto add = [&](Ancestor found) {
      const bool known = iequals(found.id, id) || std::any_of(out.begin(), out.end(), [&](const Ancestor& other) {
                           return iequals(other.id, found.id);
                         });
      if (known || found.id.empty() || out.size() >= max_generations) return;
      open.push_back(found.id);
      out.push_back(std::move(found));
    };
    const std::string of = open[i];
    if (const LocalModel* local = repository.local_model(of)) {
      for (const LocalBase& base : local->bases) add({base.id, of, base.license, base.license_source});
      continue;
    }
    for (const std::string& base : licenses::base_model_bases(of)) {
      const std::string license = base_terms(base).expression;
      add({base, of, license, license.empty() ? "none" : "known"});
    }
  }
  return out;
}

}  // namespace

void ParentList::look_up(Parent& parent) const {
  const auto observed = repository_.local_terms(parent.id);
  parent.license = observed ? *observed : base_terms(parent.id).expression;
  parent.license_source = observed ? "observed" : parent.license.empty() ? "none" : "known";
  parent.reupload_of = licenses::reuploaded_model(parent.id);
  parent.ancestors = ancestors_of(repository_, parent.id);
}

void ParentList::add(Parent parent) {
  parent.id = printable(name_of_path(plain_id(parent.id)));
  if (placeholder_name(parent.id) || is_no_model(parent.id)) return;
  for (Parent& known : parents_) {
    if (known.document != parent.document || !iequals(known.id, parent.id)) continue;
    if (known.evidence.size() < 3)
      known.evidence.insert(known.evidence.end(), parent.evidence.begin(), parent.evidence.end());
    if (known.relation == "unknown") known.relation = parent.relation;
    return;
  }
  if (full()) return repository_.report({parent.document, 0, "limit", "more models named as bases than are read"});
  look_up(parent);
  parents_.push_back(std::move(parent));
}

bool ParentList::has_of(std::string_view document) const {
  return std::any_of(parents_.begin(), parents_.end(), [&](const Parent& p) { return p.document == document; });
}

bool ParentList::full() const { return parents_.size() >= max_parents; }

}  // namespace auditor::evidence
