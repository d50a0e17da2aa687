// JSON that keeps Python objects as pickles in Base64, as stable-baselines does in its archives: the loader unpickles
// every one of them.
#include "auditor/core/text.h"
#include "auditor/formats/pickle_machine.h"
#include "auditor/formats/pickle_text.h"
#include "auditor/formats/readers.h"

#include <algorithm>

namespace auditor::formats {
namespace {

constexpr std::string_view key = "\":serialized:\"";
constexpr std::size_t longest_json = 32U << 20U;

// The text after the key, without its quotes; empty when there is none.
std::string_view value_after(std::string_view text, std::size_t at) {
  std::string_view rest =
      trim(text.substr(at + key.size(), std::min<std::size_t>(text.size() - at - key.size(), longest_json)));
  if (rest.starts_with(':')) rest = trim(rest.substr(1));
  if (!rest.starts_with('"')) return {};
  rest.remove_prefix(1);
  return rest.substr(0, rest.find('"'));
}

}  // namespace

bool is_serialized_json(const Input& input) {
  return trim(input.head).starts_with('{') && input.head.find(key) != std::string_view::npos;
}

void read_serialized_json(const Input& input, Inspection& out) {
  const auto text = input.bytes.read(0, longest_json);
  if (!text) return note(out, Verdict::unknown, "not read: " + text.error().message);
  if (input.bytes.size() > longest_json) note(out, Verdict::unknown, "more than " + human_size(longest_json));
  for (std::size_t at = text->find(key); at != std::string::npos; at = text->find(key, at + key.size())) {
    std::string decoded = held_pickle(value_after(*text, at));
    if (decoded.empty()) {
      note(out, Verdict::unknown, "a serialized object that is no pickle in Base64");
      continue;
    }
    input.work.spend(decoded.size());
    const MemorySource bytes(std::move(decoded));
    PickleLog log;
    static_cast<void>(run_pickles(bytes, 0, log, input.depth + 1));
    judge_pickle(log, out);
  }
}

}  // namespace auditor::formats
