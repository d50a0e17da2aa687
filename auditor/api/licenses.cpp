#include "auditor/licenses.h"

#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/texts/identify.h"

namespace auditor {

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

}  // namespace auditor
