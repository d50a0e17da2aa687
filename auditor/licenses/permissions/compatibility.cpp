#include "auditor/licenses/permissions/compatibility.h"

#include "auditor/licenses/catalog/expression.h"
#include "auditor/licenses/permissions/clauses.h"
#include "auditor/licenses/permissions/record.h"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace auditor::permissions {
namespace {

using licenses::Expression;

// The licences that all hold; none where one may be chosen or one is not known to the letter.
std::vector<const Record*> all_of(std::string_view expression) {
  const auto parsed = licenses::parse_expression(expression);
  if (!parsed || parsed->kind == Expression::Kind::any || parsed->kind == Expression::Kind::with) return {};
  std::vector<const Record*> out;
  for (const std::string& id : licenses::ids_of(*parsed)) {
    const Record& record = record_of(id);
    if (!record.known || record.changed) return {};
    out.push_back(&record);
  }
  for (const Expression& part : parsed->operands)
    if (part.kind != Expression::Kind::license) return {};
  return out;
}

std::string with_label(const Record& record, std::string_view use, std::string_view field) {
  const std::string label = clause_label(record.id, use, field);
  return label.empty() ? record.id : fmt::format("{} ({})", record.id, label);
}

// The clause that allows no restriction beside its own; empty for a licence without one.
std::string no_further_restrictions(const Record& record) {
  const Json& all = rules()["compatibility"]["no_further_restrictions"];
  const auto found = all.find(without_version_range(record.id));
  return found == all.end() ? std::string() : found->get<std::string>();
}

bool says_yes(const Record& record, const char* field) {
  return record.ai.value(field, std::string()).starts_with("yes");
}

bool limits_use(const Record& record) {
  const std::string said = record.ai.value("use_restrictions", std::string());
  return !said.empty() && !said.starts_with("none");
}

bool is_noncommercial(const Record& record) { return record.terms[Term::commercial_use] == Say::cannot; }

bool is_share_alike(const Record& record) {
  return record.terms[Term::relicense] == Say::cannot &&
         std::any_of(record.limits.begin(), record.limits.end(),
                     [](const Limit& limit) { return limit.kind == "share-alike"; });
}

// Versions of one family, and what is named as going together: whether the very version fits was not read.
bool may_fit(const Record& parent, const Record& declared) {
  if (parent.id == declared.id) return true;
  for (const Json& family : rules()["compatibility"]["families"]) {
    const auto in_family = [&](const Record& record) {
      return std::any_of(family.begin(), family.end(),
                         [&](const Json& begin) { return record.id.starts_with(begin.get_ref<const std::string&>()); });
    };
    if (in_family(parent) && in_family(declared)) return true;
  }
  return false;
}

// A copy in another format is no changed version, and an adapter that stands alone may be none.
bool is_changed_version(std::string_view relation) {
  return relation == "finetune" || relation == "merge" || relation == "continued";
}

std::optional<Incompatible> against(const Record& strict, const Record& other) {
  const std::string section = no_further_restrictions(strict);
  if (section.empty() || strict.id == other.id || may_fit(strict, other)) return std::nullopt;
  const bool commerce = is_noncommercial(other);
  if (!commerce && !(limits_use(other) && says_yes(other, "pass_through"))) return std::nullopt;
  return Incompatible{
      "further-restrictions",
      fmt::format("{} ({}) allows no restriction beside its own, and {} {}: no result meets both.", strict.id, section,
                  with_label(other, commerce ? "commercial" : "relicense", commerce ? "commercial" : "pass_through"),
                  commerce ? "forbids commerce" : "asks that its limits on use are passed on")};
}

std::optional<Incompatible> between(const Record& declared, const Record& parent, std::string_view relation) {
  if (declared.id == parent.id) return std::nullopt;
  if (auto found = against(declared, parent)) return found;
  if (auto found = against(parent, declared)) return found;
  const std::string own = with_label(declared, "relicense", "commercial");
  if (is_share_alike(parent) && is_changed_version(relation) && !may_fit(parent, declared))
    return Incompatible{
        "share-alike",
        fmt::format("A changed version of what is under {} goes out under the same licence, and {} is another.",
                    with_label(parent, "relicense", "share_alike"), declared.id)};
  if (says_yes(parent, "pass_through") && limits_use(parent) && !limits_use(declared))
    return Incompatible{"pass-through",
                        fmt::format("{} asks that its limits on use are passed on, and {} does not hold them.",
                                    with_label(parent, "relicense", "pass_through"), own)};
  if (is_noncommercial(parent) && declared.terms[Term::commercial_use] == Say::can)
    return Incompatible{"non-commercial",
                        fmt::format("{} forbids commerce with what is made from it, and {} grants it.",
                                    with_label(parent, "commercial", "commercial"), own)};
  return std::nullopt;
}

}  // namespace

std::optional<Incompatible> incompatible(std::string_view declared, std::string_view parent,
                                         std::string_view relation) {
  const auto own = all_of(declared);
  for (const Record* above : all_of(parent)) {
    if (!own.empty() && is_changed_version(relation) && above->terms[Term::modify] == Say::cannot)
      return Incompatible{"no-derivatives", fmt::format("{}: changed versions may not be shared.",
                                                        with_label(*above, "publish-derivative", "derivatives"))};
    // One part of what is declared may be the parent's own.
    if (std::find(own.begin(), own.end(), above) != own.end()) continue;
    for (const Record* below : own)
      if (auto found = between(*below, *above, relation)) return found;
  }
  return std::nullopt;
}

std::optional<Incompatible> incompatible_parts(std::string_view one, std::string_view other) {
  for (const Record* a : all_of(one))
    for (const Record* b : all_of(other)) {
      if (auto found = against(*a, *b)) return found;
      if (auto found = against(*b, *a)) return found;
    }
  return std::nullopt;
}

}  // namespace auditor::permissions
