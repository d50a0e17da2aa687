// Configurations in YAML inside archives of models (NeMo): "_target_" names what the loader imports and calls.
#include "auditor/core/json_walk.h"
#include "auditor/core/text.h"
#include "auditor/core/yaml.h"
#include "auditor/formats/pickle_policy.h"
#include "auditor/formats/readers.h"

#include <algorithm>

namespace auditor::formats {
namespace {

constexpr std::size_t longest_yaml = 4U << 20U;

// Libraries whose own objects their configurations build.
bool is_trusted(std::string_view target) {
  for (const std::string_view package :
       {"nemo.collections.", "nemo.core.", "torch.nn.", "torch.optim.", "pytorch_lightning.", "lightning.",
        "megatron.core.", "omegaconf.", "transformers."})
    if (target.starts_with(package)) return true;
  return false;
}

void judge_target(std::string_view target, bool in_archive, Inspection& out) {
  const std::size_t dot = target.rfind('.');
  const std::string module(dot == std::string_view::npos ? std::string_view("builtins") : target.substr(0, dot));
  const std::string name(dot == std::string_view::npos ? target : target.substr(dot + 1));
  const Verdict verdict = PicklePolicy::shipped().judge(module, name);
  if (verdict == Verdict::unsafe)
    note(out, verdict, "the configuration calls " + quote(target) + ", which can run code");
  else if (in_archive && verdict != Verdict::safe && !is_trusted(target))
    note(out, Verdict::suspicious, "the configuration calls " + quote(target) + ", which is not known to be harmless");
}

// The value after "_target_:", quoted or not, in block or flow style.
std::string value_after(std::string_view line, std::size_t at) {
  std::string_view rest = trim(line.substr(at));
  while (!rest.empty() && (rest.front() == '"' || rest.front() == '\'' || rest.front() == ':' || rest.front() == ' '))
    rest.remove_prefix(1);
  return std::string(rest.substr(0, rest.find_first_of("\"' ,}#\t\r")));
}

// In double quotes any letter can be escaped: such a document is read as YAML.
void judge_escaped(const std::string& text, bool in_archive, Inspection& out) {
  if (text.find('\\') == std::string::npos || text.find('"') == std::string::npos) return;
  const auto document = parse_yaml(text, "configuration");
  if (!document) {
    if (in_archive) note(out, Verdict::unknown, "a configuration that is no YAML: " + document.error().message);
    return;
  }
  each_object(document->value, [&](const Json& object) {
    if (const auto target = object.find("_target_"); target != object.end() && target->is_string())
      judge_target(target->get_ref<const std::string&>(), in_archive, out);
  });
}

}  // namespace

bool is_model_yaml(const Input& input) {
  const bool yaml = ends_with_i(input.name, ".yaml") || ends_with_i(input.name, ".yml");
  return yaml;
}

void read_model_yaml(const Input& input, Inspection& out) {
  const auto text = input.bytes.read(0, longest_yaml);
  if (!text) return note(out, Verdict::unknown, "not read: " + text.error().message);
  if (input.bytes.size() > longest_yaml) note(out, Verdict::unknown, "more than " + human_size(longest_yaml));
  constexpr std::string_view key = "_target_";
  for (std::size_t at = text->find(key); at != std::string::npos; at = text->find(key, at + key.size())) {
    const std::size_t end = text->find('\n', at);
    const std::string target = value_after(std::string_view(*text).substr(at, end - at), key.size());
    // Configurations of experiments build the repository's own classes, when somebody runs its code.
    if (!target.empty()) judge_target(target, input.depth > 0, out);
  }
  judge_escaped(*text, input.depth > 0, out);
  for (const std::string_view tag :
       {"!!python/object", "!!python/name", "!!python/module", "tag:yaml.org,2002:python/"})
    if (text->find(tag) != std::string::npos)
      note(out, Verdict::suspicious, "a value is built by Python when it is read (" + std::string(tag) + ")");
}

}  // namespace auditor::formats
