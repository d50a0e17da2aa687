#include "auditor/licenses/references/references.h"

#include "auditor/core/text.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/catalog/expression.h"
#include "auditor/licenses/catalog/packed_map.h"
#include "auditor/licenses/references/reference_parts.h"

#include <algorithm>

namespace auditor::licenses {
namespace {

constexpr std::size_t max_references = 2000;

}  // namespace

std::string family_default(std::string_view key) {
  static const PackedMap map = PackedMap::of_resource("rules/licenses/references.yaml", "family_defaults");
  const auto* entry = map.find(key);
  return entry != nullptr ? std::string(entry->text()) : std::string();
}

void add_expression(std::string_view expression, MatchKind kind, LineRange lines, bool family_only,
                    std::vector<Reference>& out) {
  if (expression.empty() || out.size() >= max_references) return;
  const auto parsed = parse_expression(expression);
  if (!parsed) return;
  const std::string canonical = parsed->str();
  for (const std::string& id : ids_of(*parsed)) {
    Reference reference;
    // An id that nobody knows (an exception of the project's own) is the repository's word, not the list's.
    const bool known =
        starts_with_i(id, "LicenseRef-") || id.find(':') != std::string::npos || find_license(id) != nullptr;
    reference.match.id = known ? id : "LicenseRef-" + id;
    reference.match.score = family_only ? 0.5 : 1;
    reference.match.lines = lines;
    reference.match.kind = kind;
    reference.family_only = family_only;
    if (canonical != id) reference.expression = canonical;
    out.push_back(std::move(reference));
  }
}

std::vector<Reference> find_references(std::span<const std::string_view> lines, std::span<const char> covered) {
  std::vector<Reference> out;
  ReferenceText text(lines, covered);
  if (text.text().empty()) return out;
  read_tags(text, out);
  read_urls(text, out);
  read_fields(text, out);
  read_sentences(text, out);
  std::stable_sort(out.begin(), out.end(),
                   [](const Reference& a, const Reference& b) { return a.match.lines.start < b.match.lines.start; });
  return out;
}

}  // namespace auditor::licenses
