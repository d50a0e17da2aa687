// SPDX licence expressions: what is parsed prints as something that parses to the same.
#include "auditor/licenses/catalog/expression.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace auditor::licenses;
  const auto expression = parse_expression({reinterpret_cast<const char*>(data), size});
  if (!expression) return 0;
  const std::string text = expression->str();
  const auto again = parse_expression(text);
  if (!again || again->str() != text) std::abort();
  return 0;
}
