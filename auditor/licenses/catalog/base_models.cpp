#include "auditor/licenses/catalog/base_models.h"

#include "auditor/core/packed.h"
#include "auditor/core/resources.h"
#include "auditor/core/text.h"
#include "auditor/licenses/catalog/packed_map.h"

#include <algorithm>
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
  std::string written;
  std::string id;  // lower case
  std::string license;
  std::vector<std::string> bases;
};

const std::vector<Pattern>& models() {
  static const std::vector<Pattern> table = [] {
    std::vector<Pattern> out;
    const Json document = resource_json("rules/licenses/base-models.yaml");
    for (const Json& item : document.at("models"))
      out.push_back({item.at("id").get<std::string>(), to_lower(item.at("id").get<std::string>()),
                     item.at("license").get<std::string>(), item.value("bases", std::vector<std::string>{})});
    return out;
  }();
  return table;
}

struct ReuploadWords {
  std::vector<std::string> formats;  // what a copy in another format adds to the name
  std::vector<std::string> kinds;    // what the publisher's own names have behind the family
  std::vector<std::string> owners;   // who passes on models of others
};

const ReuploadWords& reupload_words() {
  static const ReuploadWords loaded = [] {
    const Packed data = Packed::of_resource("rules/licenses/base-models.yaml").at("reuploads");
    return ReuploadWords{data.at("formats").strings(), data.at("kinds").strings(), data.at("owners").strings()};
  }();
  return loaded;
}

bool is_one_of(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// "7b", "1.5b", "8x7b", "2411", "v0.1": a size, a date or a version.
bool is_figure(std::string_view word) {
  if (word.starts_with('v')) word.remove_prefix(1);
  if (word.ends_with('b') || word.ends_with('m')) word.remove_suffix(1);
  return !word.empty() && word.front() >= '0' && word.front() <= '9' &&
         word.find_first_not_of("0123456789.xe") == std::string_view::npos;
}

// The name without the words of formats at its end: "Llama-3.2-1B" of "Llama-3.2-1B-bnb-4bit".
std::string_view without_formats(std::string_view name) {
  for (;;) {
    const std::size_t at = name.find_last_of("-_");
    if (at == std::string_view::npos || at == 0 || !is_one_of(reupload_words().formats, to_lower(name.substr(at + 1))))
      return name;
    name = name.substr(0, at);
  }
}

// Whether nothing but sizes, versions and kinds stands behind the family: no name that a fine-tune was given.
bool is_publishers_name(std::string_view rest) {
  const std::string lower = to_lower(rest);
  for (const std::string_view part : split(lower, '-'))
    for (const std::string_view word : split(part, '_'))
      if (!word.empty() && !is_figure(word) && !is_one_of(reupload_words().kinds, word)) return false;
  return true;
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

// The pattern of the table that knows this id by its owner; null when there is none.
const Pattern* pattern_of(std::string_view hub_id) {
  if (hub_id.empty() || hub_id.size() > max_name) return nullptr;
  const std::string id = reduced(hub_id);
  for (const Pattern& pattern : models())
    if (fits(pattern.id, id)) return &pattern;
  return nullptr;
}

struct DatasetTerms {
  PackedMap by_id;
  TermsSource source;
};

const DatasetTerms& dataset_terms() {
  static const DatasetTerms loaded = [] {
    constexpr std::string_view resource = "rules/licenses/dataset-terms.yaml";
    const Packed source = Packed::of_resource(resource).at("source");
    return DatasetTerms{PackedMap::of_resource(resource, "datasets"),
                        {std::string(source.at("title").text()), std::string(source.at("address").text()),
                         std::string(source.at("day").text())}};
  }();
  return loaded;
}

// Terms by id alone; empty where the table does not know the set, or knows that none are stated.
std::string_view terms_by_id(std::string_view id) {
  const PackedMap::Entry* entry = dataset_terms().by_id.find(id);
  return entry == nullptr || entry->text() == "unstated" ? std::string_view{} : entry->text();
}

}  // namespace

std::vector<std::string> base_model_bases(std::string_view hub_id) {
  const Pattern* pattern = pattern_of(hub_id);
  return pattern == nullptr ? std::vector<std::string>{} : pattern->bases;
}

std::string reuploaded_model(std::string_view hub_id) {
  if (hub_id.size() > max_name) return {};
  const auto slash = hub_id.find('/');
  if (slash == std::string_view::npos || hub_id.find("://") != std::string_view::npos ||
      hub_id.find('/', slash + 1) != std::string_view::npos)
    return {};
  const std::string_view name = without_formats(hub_id.substr(slash + 1));
  const std::string lower = to_lower(name);
  for (const Pattern& pattern : models()) {
    const auto owner_end = pattern.id.find('/');
    if (owner_end == std::string::npos) continue;
    const std::string_view family = std::string_view(pattern.id).substr(owner_end + 1);
    const std::string_view stem = family.substr(0, family.find('*'));
    constexpr std::size_t telling = 4;  // letters that a family's name has at least
    if (stem.size() < telling || !lower.starts_with(stem) || !fits(family, lower)) continue;
    const std::string_view owner = std::string_view(pattern.written).substr(0, owner_end);
    if (is_one_of(reupload_words().owners, to_lower(owner))) continue;  // no publisher of this family
    if (iequals(owner, hub_id.substr(0, slash))) return {};             // its publisher's own
    if (!is_publishers_name(name.substr(stem.size()))) continue;
    return std::string(owner) + "/" + std::string(name);
  }
  return {};
}

const TermsSource* dataset_terms_source(std::string_view hub_id) {
  if (hub_id.empty() || hub_id.size() > max_name) return nullptr;
  return terms_by_id(reduced(hub_id)).empty() ? nullptr : &dataset_terms().source;
}

std::optional<std::string> base_model_license(std::string_view hub_id) {
  if (const Pattern* pattern = pattern_of(hub_id)) return pattern->license;
  if (hub_id.size() > max_name) return std::nullopt;
  const std::string id = reduced(hub_id);
  const auto slash = id.find('/');
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
  if (const std::string_view terms = terms_by_id(id); !terms.empty()) return std::string(terms);
  const auto& table = datasets();
  if (const auto whole = table.find(letters_and_digits(id)); whole != table.end()) return whole->second;
  const auto slash = id.find('/');
  if (slash == std::string::npos)
    return dataset_terms().by_id.find(id) != nullptr ? std::optional<std::string>("unknown") : std::nullopt;
  const auto bare = table.find(letters_and_digits(std::string_view(id).substr(slash + 1)));
  if (bare != table.end()) return bare->second;
  return dataset_terms().by_id.find(id) != nullptr ? std::optional<std::string>("unknown") : std::nullopt;
}

}  // namespace auditor::licenses
