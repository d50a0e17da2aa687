// Licence identification: any bytes to ids with line ranges.
#include "auditor/licenses/catalog/expression.h"
#include "auditor/licenses/texts/identify.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <set>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace auditor::licenses;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Identification found = identify(text);
  if (std::set<std::string>(found.ids.begin(), found.ids.end()).size() != found.ids.size()) std::abort();
  for (const Match& match : found.matches) {
    if (match.id.empty() || match.lines.start < 1 || match.lines.end < match.lines.start) std::abort();
    if (match.kind == MatchKind::modified && !match.id.starts_with("LicenseRef-")) std::abort();
  }
  if (!found.expression.empty() && !parse_expression(found.expression)) std::abort();
  return 0;
}
