#include "auditor/licenses/catalog/approval.h"

#include "auditor/core/text.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/catalog/exceptions.h"

namespace auditor::licenses {
namespace {

Approval approval_of_id(std::string_view id) {
  // A changed text is another licence, and nobody approved it; what it says is for its openness to tell.
  if (starts_with_i(id, "LicenseRef-modified-") || starts_with_i(id, "LicenseRef-unknown")) return Approval::unknown;
  const License* known = find_license(id);
  if (known == nullptr || known->exception) return Approval::unknown;
  return known->osi ? Approval::yes : Approval::no;
}

// `decides` settles the whole; without it one unknown operand makes it unknown.
Approval join(const std::vector<Approval>& operands, Approval decides) {
  bool unknown = operands.empty();
  for (const Approval operand : operands) {
    if (operand == decides) return decides;
    unknown = unknown || operand == Approval::unknown;
  }
  if (unknown) return Approval::unknown;
  return decides == Approval::yes ? Approval::no : Approval::yes;
}

Approval evaluate(const Expression& expression) {
  std::vector<Approval> operands;
  for (const Expression* operand : granting_operands(expression)) operands.push_back(evaluate(*operand));
  switch (expression.kind) {
    case Expression::Kind::license: return approval_of_id(expression.id);
    case Expression::Kind::with: {
      const Approval license = approval_of_id(expression.id);
      return license == Approval::yes && !is_exception(expression.exception) ? Approval::unknown : license;
    }
    case Expression::Kind::all: return join(operands, Approval::no);
    case Expression::Kind::any: return join(operands, Approval::yes);
  }
  return Approval::unknown;
}

}  // namespace

std::string_view to_string(Approval approval) {
  switch (approval) {
    case Approval::yes: return "yes";
    case Approval::no: return "no";
    case Approval::unknown: return "unknown";
  }
  return "unknown";
}

Approval osi_approval_of(std::string_view expression) {
  const auto parsed = parse_expression(expression);
  return parsed ? evaluate(*parsed) : Approval::unknown;
}

}  // namespace auditor::licenses
