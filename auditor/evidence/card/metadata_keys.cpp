#include "auditor/evidence/card/metadata_keys.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>
#include <map>

namespace auditor::evidence {
namespace {

const std::map<std::string, std::string, std::less<>>& meanings() {
  static const std::map<std::string, std::string, std::less<>> loaded = [] {
    std::map<std::string, std::string, std::less<>> out;
    const Packed data = Packed::of_resource("rules/vocabulary/hub.yaml").at("metadata");
    for (const auto& [written, key] : data.at("meant").items()) out.emplace(written, key.text());
    return out;
  }();
  return loaded;
}

}  // namespace

std::string folded_key(std::string_view key) {
  std::string out = to_lower(trim(key));
  std::replace(out.begin(), out.end(), '-', '_');
  std::replace(out.begin(), out.end(), ' ', '_');
  return out;
}

const std::vector<std::string>& hub_keys() {
  static const std::vector<std::string> loaded =
      string_list(Packed::of_resource("rules/vocabulary/hub.yaml").at("metadata"), "keys");
  return loaded;
}

bool is_hub_key(std::string_view key) {
  return std::find(hub_keys().begin(), hub_keys().end(), key) != hub_keys().end();
}

std::string_view meant_key(std::string_view key) {
  const auto found = meanings().find(folded_key(key));
  return found == meanings().end() ? std::string_view{} : std::string_view(found->second);
}

std::string key_in(const Json& metadata, std::string_view key) {
  if (!metadata.is_object()) return {};
  if (metadata.contains(key)) return std::string(key);
  const std::string folded = folded_key(key);
  for (const auto& [name, value] : metadata.items())
    if (folded_key(name) == folded || meant_key(name) == key) return name;
  return {};
}

}  // namespace auditor::evidence
