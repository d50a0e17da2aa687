#include "auditor/evidence/bias.h"

namespace auditor::evidence {

Bias bias_of(const Document& document, const Json& front_matter) {
  (void)document;
  (void)front_matter;
  return {};
}

}  // namespace auditor::evidence
