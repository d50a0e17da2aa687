#include "auditor/permissions.h"

#include "auditor/api/document.h"
#include "auditor/core/json_view.h"
#include "auditor/licenses/permissions/uses.h"

#include <algorithm>

namespace auditor {
namespace {

// {answer, conditions [{text}], because [{license, clause}]}, as facts.permissions and Ruling::json() have it; a report
// comes from anywhere.
Permission permission_of(const Json& ruling) {
  Permission out;
  const std::string_view answer = text(ruling, "answer");
  out.answer = answer.empty() ? "unknown" : answer;
  for (const Json* condition : objects(member(ruling, "conditions")))
    out.conditions.emplace_back(text(*condition, "text"));
  for (const Json* because : objects(member(ruling, "because"))) {
    const std::string license(text(*because, "license"));
    out.clauses.push_back((license.empty() ? "" : license + ": ") + std::string(text(*because, "clause")));
  }
  return out;
}

bool is_use(std::string_view use) {
  const auto& known = permissions::use_names();
  return std::find(known.begin(), known.end(), use) != known.end();
}

}  // namespace

std::vector<std::string> uses() { return permissions::use_names(); }

Permission permission(std::string_view expression, std::string_view use) {
  if (!is_use(use)) return {"unknown", {}, {}};
  return permission_of(permissions::rule(expression, use).json());
}

Permission permission(const Report& report, std::string_view use) {
  const Json* all = find_path(report.document().json, "facts.permissions");
  return all == nullptr || !is_use(use) ? Permission{"unknown", {}, {}} : permission_of(member(*all, use));
}

}  // namespace auditor
