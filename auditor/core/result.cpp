#include "auditor/core/result.h"

#include "auditor/core/text.h"

namespace auditor {

std::string Error::str() const {
  if (path.empty()) return message;
  std::string where = printable(path);
  if (line > 0) where += ":" + std::to_string(line);
  return where + ": " + message;
}

}  // namespace auditor
