#include "auditor/facts/parts.h"

#include "auditor/core/text.h"
#include "auditor/licenses/catalog/catalog.h"

namespace auditor::facts {

Json or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json printable_list(const std::vector<std::string>& list) {
  Json out = Json::array();
  for (const std::string& text : list) out.push_back(printable(text));
  return out;
}

std::string_view openness_name(const std::string& license) {
  return license.empty() ? "unknown" : licenses::to_string(licenses::openness_of(license));
}

}  // namespace auditor::facts
