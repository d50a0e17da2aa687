// Licences that weight files declare in their own metadata: GGUF general.license, safetensors __metadata__, ONNX
// properties (keys: rules/vocabulary/weights.yaml).
#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/evidence/licensing/license_statements.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

constexpr std::size_t max_statements = 50;

const std::vector<std::string>& license_keys() {
  static const std::vector<std::string> keys =
      string_list(Packed::of_resource("rules/vocabulary/weights.yaml"), "license_keys");
  return keys;
}

// The first key that names a licence; "other" leaves it to the next, which may hold its name.
LicenseStatement read(const WeightFile& file) {
  LicenseStatement statement;
  for (const std::string& key : license_keys()) {
    const auto found = file.inspection.metadata.find(key);
    if (found == file.inspection.metadata.end() || trim(found->second).empty()) continue;
    const licenses::Label label = licenses::read_label(found->second);
    statement.label = printable(ellipsize(trim(found->second), 120));
    statement.expression = label.expression;
    statement.ambiguous = label.ambiguous;
    statement.unread = label.unknown;
    if (!label.expression.empty()) break;
  }
  return statement;
}

}  // namespace

std::vector<LicenseStatement> read_embedded_licenses(Repository& repository, const WeightFiles& weights) {
  std::vector<LicenseStatement> out;
  for (const WeightFile& file : weights.files) {
    LicenseStatement statement = read(file);
    if (statement.label.empty()) continue;
    statement.kind = "embedded";
    statement.scopes = scope_weights;
    statement.explicit_scope = true;
    statement.citation = repository.cite_file(file.path, "weight-metadata");
    out.push_back(std::move(statement));
    if (out.size() == max_statements) break;
  }
  return out;
}

}  // namespace auditor::evidence
