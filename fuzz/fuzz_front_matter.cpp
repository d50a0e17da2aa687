// The metadata block of a card, and YAML as such: alias bombs, depth, duplicate keys, stray tags.
#include "auditor/core/yaml.h"
#include "auditor/prose/front_matter.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace auditor;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto span = evidence::find_front_matter(text);
  const evidence::FrontMatter block = evidence::read_front_matter(span.yaml.empty() ? text : span.yaml, 1);
  if (!block.value.is_object() && !block.value.is_null()) std::abort();
  const auto document = parse_yaml(text, "file.yaml");
  if (!document && document.error().message.empty()) std::abort();
  if (document) (void)dump_json(document->value);
  return 0;
}
