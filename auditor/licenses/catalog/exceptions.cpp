#include "auditor/licenses/catalog/exceptions.h"

#include "auditor/licenses/catalog/catalog.h"

namespace auditor::licenses {

bool is_exception(std::string_view id) {
  const License* known = find_license(id);
  return known != nullptr && known->exception;
}

std::vector<const Expression*> granting_operands(const Expression& expression) {
  std::vector<const Expression*> out;
  for (const Expression& operand : expression.operands)
    if (operand.kind != Expression::Kind::license || !is_exception(operand.id)) out.push_back(&operand);
  return out;
}

}  // namespace auditor::licenses
