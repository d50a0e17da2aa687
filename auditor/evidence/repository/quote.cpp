#include "auditor/evidence/repository/quote.h"

#include "auditor/core/digest.h"
#include "auditor/core/text.h"

namespace auditor::evidence {

namespace {
constexpr std::size_t quote_bytes = 240;
}

Quote quote_lines(std::span<const std::string_view> lines, int start, int end) {
  Quote quote;
  std::string text;
  for (int line = start; line <= end; ++line) {
    const std::string_view content = lines[static_cast<std::size_t>(line - 1)];
    if (quote.text.empty()) quote.text = ellipsize(printable(trim(content)), quote_bytes);
    text.append(content).push_back('\n');
  }
  quote.sha256 = sha256_hex(text);
  return quote;
}

}  // namespace auditor::evidence
