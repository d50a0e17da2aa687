// The readers of sentences: terms, data and descent, on Markdown that an author could have written.
#include "auditor/evidence/content/data_reader.h"
#include "auditor/evidence/licensing/terms_reader.h"
#include "auditor/evidence/models/descent_reader.h"
#include "auditor/evidence/repository/license_mentions.h"
#include "auditor/prose/language/document_reading.h"
#include "auditor/prose/markdown.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace auditor;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const evidence::Document document = evidence::parse_markdown(text);
  const language::DocumentReading reading(document, {}, evidence::find_license_names);
  for (const evidence::DataFinding& found : evidence::read_data(reading))
    if (found.start_line > found.end_line) std::abort();
  (void)evidence::read_terms(reading);
  (void)evidence::read_descent(reading);
  return 0;
}
