// The metadata block of a card, and YAML as such: alias bombs, depth, duplicate keys, stray tags. Structure-aware: an
// odd first byte makes lines of keys that are read, with anchors, aliases, tags and indents, and values of the input.
#include "auditor/core/yaml.h"
#include "auditor/prose/front_matter.h"

#include <array>
#include <cstdint>
#include <cstdlib>

namespace {

std::string block_of(std::string_view input) {
  static constexpr std::array keys{"license",     "license_name", "base_model",         "tags",
                                   "model-index", "datasets",     "extra_gated_fields", "<<",
                                   "? k",         "language",     "pipeline_tag"};
  static constexpr std::array values{"",        " &a ",       " *a",   " !!binary ", " !!python/object:os.system ",
                                     " [",      " ]",         " {x: ", " }",         " |\n  ",
                                     " >-\n  ", " \"\\u0041", " '",    " - ",        " 1e999",
                                     " .nan",   " ~"};
  std::string out = "---\n";
  while (input.size() >= 3 && out.size() < 64U * 1024U) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(input[i])); };
    out.append(at(0) / keys.size() % 6, ' ')
        .append(keys[at(0) % keys.size()])
        .append(":")
        .append(values[at(1) % values.size()]);
    const std::string_view text = input.substr(3, at(2) % 24);
    out.append(text).append("\n");
    input.remove_prefix(3 + text.size());
  }
  return out + "---\n# Wren\n";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace auditor;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  std::string made;
  if (size > 0 && data[0] % 2 == 1) text = made = block_of(text.substr(1));
  const auto span = evidence::find_front_matter(text);
  const evidence::FrontMatter block = evidence::read_front_matter(span.yaml.empty() ? text : span.yaml, 1);
  if (!block.value.is_object() && !block.value.is_null()) std::abort();
  const auto document = parse_yaml(text, "file.yaml");
  if (!document && document.error().message.empty()) std::abort();
  if (document) (void)dump_json(document->value);
  return 0;
}
