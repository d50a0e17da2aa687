#include "auditor/evidence/content/croissant.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/catalog/expression.h"
#include "auditor/licenses/texts/identify.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

constexpr std::size_t max_files = 8;
constexpr std::string_view standard = "mlcommons.org/croissant";

struct Vocabulary {
  std::vector<std::string> names;
  std::vector<std::string> required;
  std::string responsible;  // prefix of the RAI vocabulary
};

const Vocabulary& vocabulary() {
  static const Vocabulary loaded = [] {
    const Packed data = Packed::of_resource("rules/vocabulary/dataset.yaml").at("croissant");
    return Vocabulary{string_list(data, "names"), string_list(data, "required"),
                      std::string(data.at("responsible").text())};
  }();
  return loaded;
}

bool may_be_croissant(const std::string& path) {
  if (std::count(path.begin(), path.end(), '/') > 1) return false;
  const std::string name = to_lower(base_name(path));
  const bool json = name.ends_with(".json") || name.ends_with(".jsonld");
  return json && std::any_of(vocabulary().names.begin(), vocabulary().names.end(),
                             [&](const std::string& word) { return name.find(word) != std::string::npos; });
}

bool is_filled(const Json& value) {
  if (value.is_string()) return !trim(value.get_ref<const std::string&>()).empty();
  return value.is_structured() ? !value.empty() : !value.is_null();
}

// The value under a key, with or without the prefix of its vocabulary: "sc:license", "license".
const Json* value_of(const Json& object, std::string_view key) {
  for (const std::string_view prefix : {"", "sc:", "schema:", "cr:"})
    if (const auto found = object.find(std::string(prefix) + std::string(key)); found != object.end()) return &*found;
  return nullptr;
}

// The first text of a value: itself, of a list, or the address or name of an object.
std::string text_of(const Json& value) {
  if (value.is_string()) return value;
  if (value.is_array() && !value.empty()) return text_of(value.front());
  if (value.is_object())
    for (const char* key : {"@id", "url", "name"})
      if (const auto found = value.find(key); found != value.end() && found->is_string()) return *found;
  return {};
}

std::string license_of(const std::string& written) {
  if (written.empty()) return {};
  licenses::IdentifyOptions options;
  options.unknown = false;
  if (std::string id = licenses::join_and(licenses::identify(written, options).ids); !id.empty()) return id;
  return licenses::read_label(written).expression;
}

void read(const Json& object, Croissant& out) {
  for (const std::string& key : vocabulary().required)
    if (const Json* value = value_of(object, key); value == nullptr || !is_filled(*value)) out.missing.push_back(key);
  if (const Json* name = value_of(object, "name")) out.name = printable(text_of(*name));
  if (const Json* license = value_of(object, "license")) {
    const std::string written = text_of(*license);
    out.license_label = printable(ellipsize(written, 200));
    out.license = license_of(written);
  }
  for (const auto& [key, value] : object.items())
    if (key.starts_with(vocabulary().responsible) && is_filled(value)) out.responsible.push_back(printable(key));
}

}  // namespace

std::vector<Croissant> read_croissant(Repository& repository) {
  std::vector<Croissant> out;
  for (const source::Entry& entry : repository.entries()) {
    if (!may_be_croissant(entry.path) || repository.file(entry.path) == nullptr) continue;
    const auto text = repository.text(entry.path);
    const bool named = contains_i(base_name(entry.path), "croissant");
    if (!text || (!named && text->find(standard) == std::string_view::npos)) continue;
    if (out.size() >= max_files) {
      repository.report({entry.path, 0, "limit", "more descriptions of data sets in Croissant than are read"});
      break;
    }
    Croissant found;
    found.path = entry.path;
    found.evidence = {repository.cite_file(entry.path, "croissant")};
    const Json* object = repository.json(entry.path);
    if (object == nullptr || !object->is_object()) {
      found.problem = "it is no JSON object";
    } else {
      const Json* conforms = value_of(*object, "conformsTo");
      const std::string to = conforms == nullptr ? std::string{} : text_of(*conforms);
      if (const auto at = to.find(standard); at != std::string::npos) {
        found.version = printable(base_name(to));
      } else {
        const auto context = object->find("@context");
        const bool known = context != object->end() && context->dump().find(standard) != std::string::npos;
        found.problem = known ? "" : "it does not say that it conforms to Croissant";
        if (known) found.missing.emplace_back("conformsTo");
      }
      read(*object, found);
    }
    out.push_back(std::move(found));
  }
  return out;
}

}  // namespace auditor::evidence
