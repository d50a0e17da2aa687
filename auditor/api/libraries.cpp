// The libraries below the pipeline, as programs see them: licences, permissions, weight files.
#include "auditor/api/document.h"
#include "auditor/core/byte_source.h"
#include "auditor/formats/inspect.h"
#include "auditor/licenses.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/permissions/uses.h"
#include "auditor/licenses/texts/identify.h"
#include "auditor/permissions.h"
#include "auditor/weights.h"

#include <algorithm>
#include <utility>

namespace auditor {
namespace {

WeightFile weight_file(formats::Inspection&& from) {
  return {std::move(from.format),
          std::string(formats::to_string(from.verdict)),
          std::move(from.reasons),
          from.size,
          from.tensors,
          from.parameters,
          std::move(from.dtypes),
          std::move(from.metadata)};
}

// {answer, conditions [{text}], because [{license, clause}]}, as facts.permissions and Ruling::json() have it.
Permission permission_of(const Json& ruling) {
  Permission out;
  out.answer = ruling.value("answer", "unknown");
  for (const Json& condition : ruling.value("conditions", Json::array()))
    out.conditions.push_back(condition.value("text", ""));
  for (const Json& because : ruling.value("because", Json::array())) {
    const std::string license = because.value("license", "");
    out.clauses.push_back((license.empty() ? "" : license + ": ") + because.value("clause", ""));
  }
  return out;
}

bool is_use(std::string_view use) {
  const auto& known = permissions::use_names();
  return std::find(known.begin(), known.end(), use) != known.end();
}

}  // namespace

IdentifiedLicenses identify_licenses(std::string_view bytes) {
  const licenses::Identification found = licenses::identify(bytes);
  IdentifiedLicenses out{found.expression, {}};
  for (const licenses::Match& match : found.matches)
    out.matches.push_back({match.id, std::string(licenses::to_string(match.kind)), match.score, match.lines.start,
                           match.lines.end, match.similar_to});
  return out;
}

std::optional<LicenseInfo> license_info(std::string_view id) {
  const licenses::License* found = licenses::find_license(id);
  if (found == nullptr) return std::nullopt;
  return LicenseInfo{found->id,
                     found->name,
                     found->spdx,
                     found->osi,
                     found->fsf,
                     found->category,
                     std::string(licenses::to_string(found->openness))};
}

std::string openness_of(std::string_view expression) {
  return std::string(licenses::to_string(licenses::openness_of(expression)));
}

Result<WeightFile> inspect_weights(const std::string& path) {
  const auto bytes = open_file(path);
  if (!bytes) return tl::unexpected(bytes.error());
  return weight_file(formats::inspect(path, **bytes));
}

WeightFile inspect_weights(std::string_view name, std::string bytes) {
  return weight_file(formats::inspect(name, MemorySource(std::move(bytes))));
}

std::vector<std::string> uses() { return permissions::use_names(); }

Permission permission(std::string_view expression, std::string_view use) {
  if (!is_use(use)) return {"unknown", {}, {}};
  return permission_of(permissions::rule(expression, use).json());
}

Permission permission(const Report& report, std::string_view use) {
  const Json* all = find_path(report.document().json, "facts.permissions");
  if (all == nullptr || !is_use(use)) return {"unknown", {}, {}};
  const auto found = all->find(use);
  return found == all->end() ? Permission{"unknown", {}, {}} : permission_of(*found);
}

}  // namespace auditor
