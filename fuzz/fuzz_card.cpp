// Model cards: Markdown, HTML and front matter as a repository's author writes them.
#include "auditor/evidence/bias/bias.h"
#include "auditor/evidence/card/card.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace auditor;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const evidence::Card card = evidence::read_card("README.md", text);
  // Sections stand in the order of the text, and each ends where it began or later.
  int last = 0;
  for (const evidence::CardSection& section : card.sections) {
    if (section.start_line < last || section.end_line < section.start_line) std::abort();
    last = section.start_line;
  }
  const int bias = evidence::bias_of(card.document, card.front_matter).level;
  if (bias < 0 || bias > 4) std::abort();
  if (!parse_json(dump_json(evidence::to_json(card)), "card", 1000)) std::abort();
  return 0;
}
