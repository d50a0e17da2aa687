#include "auditor/licenses/catalog/base_models.h"

#include "auditor/core/resources.h"
#include "auditor/core/text.h"

#include <map>
#include <utility>
#include <vector>

namespace auditor::licenses {
namespace {

constexpr std::size_t max_name = 256;

// `*` stands for any run of characters. Each star takes the earliest fit, so the time is that of a search per star.
bool fits(std::string_view pattern, std::string_view text) {
  const auto parts = split(pattern, '*');
  if (parts.size() == 1) return pattern == text;
  if (!text.starts_with(parts.front())) return false;
  text.remove_prefix(parts.front().size());
  for (std::size_t i = 1; i + 1 < parts.size(); ++i) {
    const auto at = text.find(parts[i]);
    if (at == std::string_view::npos) return false;
    text.remove_prefix(at + parts[i].size());
  }
  return text.ends_with(parts.back());
}

struct Pattern {
  std::string id;  // lower case
  std::string license;
};

const std::vector<Pattern>& models() {
  static const std::vector<Pattern> table = [] {
    std::vector<Pattern> out;
    const Json document = resource_json("rules/licenses/base-models.yaml");
    for (const Json& item : document.at("models"))
      out.push_back({to_lower(item.at("id").get<std::string>()), item.at("license").get<std::string>()});
    return out;
  }();
  return table;
}

// "owner/name" of an id, a hub URL, or a path; lower case.
std::string reduced(std::string_view id) {
  std::string text = to_lower(trim(id));
  for (const std::string_view prefix : {"https://", "http://", "www.", "huggingface.co/", "hf.co/", "datasets/"})
    if (text.starts_with(prefix)) text.erase(0, prefix.size());
  while (!text.empty() && text.back() == '/') text.pop_back();
  const auto last = text.rfind('/');
  if (last != std::string::npos && last > 0) {
    const auto owner = text.rfind('/', last - 1);
    if (owner != std::string::npos) text.erase(0, owner + 1);
  }
  return text;
}

const std::map<std::string, std::string>& datasets() {
  static const std::map<std::string, std::string> table = [] {
    std::map<std::string, std::string> out;
    const Json document = resource_json("rules/licenses/datasets.yaml");
    for (const Json& item : document.at("datasets")) {
      const std::string license = item.value("license", "unknown");
      out.emplace(letters_and_digits(item.at("name").get<std::string>()), license);
      for (const Json& alias : item.value("aliases", Json::array()))
        out.emplace(letters_and_digits(alias.get<std::string>()), license);
    }
    return out;
  }();
  return table;
}

}  // namespace

std::optional<std::string> base_model_license(std::string_view hub_id) {
  if (hub_id.empty() || hub_id.size() > max_name) return std::nullopt;
  const std::string id = reduced(hub_id);
  const auto slash = id.find('/');
  for (const Pattern& pattern : models())
    if (fits(pattern.id, id)) return pattern.license;
  // A copy under another owner keeps the name: "someone/llama-2-7b-gptq". Only restricted names are listed bare for
  // that.
  if (slash == std::string::npos) return std::nullopt;
  const std::string name = id.substr(slash + 1);
  for (const Pattern& pattern : models())
    if (pattern.id.find('/') == std::string::npos && pattern.license.starts_with("LicenseRef-") &&
        fits(pattern.id, name))
      return pattern.license;
  return std::nullopt;
}

std::optional<std::string> dataset_license(std::string_view name) {
  if (name.empty() || name.size() > max_name) return std::nullopt;
  const std::string id = reduced(name);
  const auto& table = datasets();
  if (const auto whole = table.find(letters_and_digits(id)); whole != table.end()) return whole->second;
  const auto slash = id.find('/');
  if (slash == std::string::npos) return std::nullopt;
  const auto bare = table.find(letters_and_digits(std::string_view(id).substr(slash + 1)));
  return bare != table.end() ? std::optional(bare->second) : std::nullopt;
}

}  // namespace auditor::licenses
