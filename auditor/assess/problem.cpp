#include "auditor/assess/problem.h"

namespace auditor::assess {

std::string Place::pointer() const {
  if (parent == nullptr) return {};
  return parent->pointer() + "/" + (index < 0 ? std::string(key) : std::to_string(index));
}

}  // namespace auditor::assess
