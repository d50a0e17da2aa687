#include "auditor/evidence/repository/quote.h"

#include "auditor/core/digest.h"
#include "auditor/core/text.h"

namespace auditor::evidence {

namespace {
constexpr std::size_t quote_bytes = 240;
}

std::string quote_text(std::string_view line) { return ellipsize(printable(trim(line)), quote_bytes); }

Quote quote_lines(std::span<const std::string_view> lines, int start, int end) {
  Quote quote;
  std::string text;
  for (int line = start; line <= end; ++line) {
    const std::string_view content = lines[static_cast<std::size_t>(line - 1)];
    if (quote.text.empty()) quote.text = quote_text(content);
    text.append(content).push_back('\n');
  }
  quote.sha256 = sha256_hex(text);
  return quote;
}

}  // namespace auditor::evidence
