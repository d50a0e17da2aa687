// TensorFlow graphs in the text format of protocol buffers (saved_model.pbtxt, graph.pbtxt): the operators of their
// nodes.
#include "auditor/core/text.h"
#include "auditor/formats/operators.h"
#include "auditor/formats/readers.h"

#include <algorithm>
#include <set>

namespace auditor::formats {
namespace {

constexpr std::size_t longest_text = 64U << 20U;

bool is_name(char c) { return is_alnum(c) || c == '_'; }

// The quoted text after `at`, a colon and blanks between them; its escapes resolved as far as letters need it.
std::string quoted_after(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == ':' || text[at] == '\t' || text[at] == '\n')) ++at;
  if (at >= text.size() || (text[at] != '"' && text[at] != '\'')) return {};
  const std::size_t end = text.find(text[at], at + 1);
  return std::string(text.substr(at + 1, std::min(end, at + 513) - at - 1));
}

// Values of every field of this name: `op: "MatMul"`.
std::set<std::string> values_of(std::string_view text, std::string_view field) {
  std::set<std::string> values;
  for (std::size_t at = text.find(field); at != std::string_view::npos; at = text.find(field, at + field.size())) {
    const std::size_t end = at + field.size();
    if ((at > 0 && is_name(text[at - 1])) || end >= text.size() || is_name(text[end])) continue;
    if (std::string value = quoted_after(text, end); !value.empty()) values.insert(std::move(value));
  }
  return values;
}

}  // namespace

bool is_tensorflow_text(const Input& input) {
  return ends_with_i(input.name, ".pbtxt") || ends_with_i(input.name, ".prototxt");
}

void read_tensorflow_text(const Input& input, Inspection& out) {
  const auto text = input.bytes.read(0, longest_text);
  if (!text) return note(out, Verdict::unknown, "not read: " + text.error().message);
  if (input.bytes.size() > longest_text) note(out, Verdict::unknown, "more than " + human_size(longest_text));
  const std::set<std::string> operators = values_of(*text, "op");
  // Functions are called like operators; the name of one stands in its signature.
  const std::set<std::string> names = values_of(*text, "name");
  for (const std::string& name : operators) {
    const Verdict verdict = judge_tensorflow_operator(name);
    if (verdict == Verdict::unsafe) note(out, verdict, "operator " + quote(name) + " reaches files or Python");
    else if (verdict != Verdict::safe && !(name.starts_with("__inference_") && names.contains(name)))
      note(out, Verdict::suspicious, "operator " + quote(name) + " is not known to be harmless");
  }
  if (operators.empty()) note_unrecognised(out, "a text without operators");
}

}  // namespace auditor::formats
