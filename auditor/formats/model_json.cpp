// JSON files that stand beside weights: adapter_config.json (PEFT) and shard indexes.
#include "auditor/core/json.h"
#include "auditor/core/text.h"
#include "auditor/formats/keras.h"
#include "auditor/formats/readers.h"
#include "auditor/formats/shards.h"

namespace auditor::formats {
namespace {

constexpr std::size_t longest_json = 64U << 20U;

// What a tokenizer or a processor is told, chat templates among it.
bool is_processor(std::string_view name) {
  const std::string lower = to_lower(base_name(name));
  return lower.ends_with(".json") &&
         (lower.find("tokenizer_config") != std::string::npos || lower.find("processor") != std::string::npos ||
          lower.find("chat_template") != std::string::npos || lower.ends_with("config.json") ||
          lower.ends_with("model.json") || lower.find("architecture") != std::string::npos);
}

bool is_adapter(std::string_view name) { return base_name(name) == "adapter_config.json"; }

void read_adapter(std::string_view text, Inspection& out) {
  const auto document = parse_json(text, "adapter_config.json");
  if (!document || !document->is_object()) return note(out, Verdict::malformed, "not a JSON object");
  for (const char* key : {"base_model_name_or_path", "peft_type", "task_type", "revision", "r", "lora_alpha"}) {
    const auto found = document->find(key);
    if (found == document->end() || found->is_null()) continue;
    add_metadata(out, key, found->is_string() ? found->get<std::string>() : dump_json(*found, -1));
  }
}

void read_index(std::string_view text, std::string_view name, Inspection& out) {
  const auto index = read_shard_index(text, name);
  if (!index) return note(out, Verdict::malformed, index.error().message);
  std::uint64_t tensors = 0;
  for (const auto& [file, names] : index->tensors) tensors += names.size();
  out.tensors = tensors;
  add_metadata(out, "index.files", std::to_string(index->tensors.size()));
  if (index->total_size) add_metadata(out, "index.total_size", std::to_string(*index->total_size));
}

void read_processor(std::string_view text, std::string_view name, Inspection& out) {
  // What names no template and no class has nothing to hide: most configurations are not parsed. A key can be escaped.
  if (text.find("chat_template") == std::string_view::npos && text.find("class_name") == std::string_view::npos &&
      text.find('\\') == std::string_view::npos)
    return;
  const auto document = parse_json(text, name);
  // Python reads more than JSON allows.
  if (!document) return note(out, Verdict::unknown, "not read as JSON: " + document.error().message);
  if (!document->is_object()) return;
  for (const char* key : {"chat_template", "chat_templates", "default_chat_template"})
    if (const auto found = document->find(key); found != document->end()) note_templates(out, *found);
  if (document->contains("class_name")) check_keras_config(text, out);
}

}  // namespace

bool is_configuration(std::string_view path) {
  const std::string name = to_lower(base_name(path));
  if (is_processor(path) || name.ends_with(".jinja") || name.ends_with(".jinja2")) return true;
  if (!name.ends_with(".yaml") && !name.ends_with(".yml")) return false;
  // Not those of a forge and its robots.
  if (path.starts_with('.') || path.find("/.") != std::string_view::npos) return false;
  return name.find("model") != std::string::npos || name.find("conf") != std::string::npos ||
         name.find("hparams") != std::string::npos || name.find("params") != std::string::npos;
}

bool is_model_json(const Input& input) {
  const std::string_view text = trim(input.head);
  return text.starts_with('{') &&
         (is_adapter(input.name) || input.name.ends_with(".index.json") || is_processor(input.name));
}

void read_model_json(const Input& input, Inspection& out) {
  out.format = is_adapter(input.name)     ? "adapter-config"
               : is_processor(input.name) ? "processor-config"
                                          : "shard-index";
  if (input.bytes.size() > longest_json) return note(out, Verdict::unknown, "more than " + human_size(longest_json));
  const auto text = input.bytes.read(0, longest_json);
  if (!text) return note(out, Verdict::unknown, "not read: " + text.error().message);
  if (is_adapter(input.name)) read_adapter(*text, out);
  else if (is_processor(input.name)) read_processor(*text, base_name(input.name), out);
  else read_index(*text, base_name(input.name), out);
}

}  // namespace auditor::formats
