#include "auditor/core/json_view.h"
#include "auditor/core/resources.h"
#include "auditor/core/text.h"
#include "auditor/fix/front_matter_edit.h"
#include "auditor/fix/mend.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/catalog/expression.h"
#include "auditor/licenses/permissions/record.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace auditor::fix {
namespace {

using Keys = std::vector<std::pair<std::string, std::string>>;

bool is_on_hub(const std::string& label) {
  static const auto known = [] {
    return resource_json("rules/vocabulary/hub.yaml").at("metadata").at("licenses").get<std::set<std::string>>();
  }();
  return known.contains(label);
}

// The hub's own name of a licence; empty when it has none.
std::string hub_label(const std::string& license) {
  std::vector<std::string> names = {to_lower(permissions::without_version_range(license)), to_lower(license)};
  static const Json all = resource_json("rules/licenses/ai.yaml").at("licenses");
  if (const auto entry = all.find(license); entry != all.end())
    for (const std::string& name : entry->value("hf_ids", std::vector<std::string>{}))
      names.insert(names.begin(), name);
  for (const std::string& name : names) {
    if (!is_on_hub(name)) continue;
    const std::string meant = licenses::read_label(name).expression;
    if (meant == license || permissions::without_version_range(meant) == permissions::without_version_range(license))
      return name;
  }
  return {};
}

// license, or other with a name and a link; none when there is nothing to link to.
Keys label_keys(const Json& facts, const std::string& license) {
  if (const std::string label = hub_label(license); !label.empty()) return {{"license", label}};
  std::string link = file_with(facts, license);
  if (link.empty()) link = notice::address_of(license);
  if (link.empty()) return {};
  constexpr std::string_view prefix = "LicenseRef-";
  const std::string name = license.starts_with(prefix) ? license.substr(prefix.size()) : license;
  return {{"license", "other"}, {"license_name", to_lower(name)}, {"license_link", link}};
}

// What the text of the weights says; one licence, for a label names one.
std::string license_of_text(const Json& facts) {
  std::set<std::string> found;
  for (const Json* file : objects(member(member(facts, "licenses"), "files"))) {
    const std::string_view role = text(*file, "role");
    if (member(*file, "text") != true || (role != "general" && role != "weights")) continue;
    for (const Json& id : member(*file, "ids")) found.insert(std::string(as_text(id)));
  }
  return found.size() == 1 ? *found.begin() : std::string();
}

std::string license_of_base(const Json& facts) {
  std::set<std::string> found;
  for (const Json* parent : objects(member(member(facts, "lineage"), "parents"))) {
    const std::string license(text(*parent, "license"));
    if (!licenses::is_open(licenses::openness_of(license))) found.insert(license);
  }
  return found.size() == 1 ? *found.begin() : std::string();
}

}  // namespace

Mended mend_label(const State& state, bool of_base) {
  const std::string license = of_base ? license_of_base(state.facts) : license_of_text(state.facts);
  if (license.empty() || license.find(' ') != std::string::npos)
    return {
        {},
        of_base ? "the terms of the base models are not one known licence" : "the texts here are not of one licence",
        false};
  if (license == "LicenseRef-unknown") return {{}, "the text is no known licence and has no name", false};
  const Keys keys = label_keys(state.facts, license);
  if (keys.empty()) return {{}, license + " has no name on the hub, and there is no text to link to", false};
  const std::string path = card_path(state);
  auto text = text_at(state, path);
  std::string said;
  for (const auto& [key, value] : keys) {
    if (text) text = set_key(*text, key, {value});
    said += fmt::format("{}{}: {}", said.empty() ? "" : ", ", key, value);
  }
  if (!text) return {{}, "the metadata of " + printable(path) + " cannot be changed by a machine", false};
  return {{{path, *text}}, said, false};
}

Mended mend_metadata_keys(const State& state) {
  Files files;
  std::string said;
  for (const Json* found : objects(member(member(member(state.facts, "card"), "front_matter"), "deviations"))) {
    const std::string path(text(*found, "path"));
    const std::string key(text(*found, "key"));
    const std::string meant(text(*found, "suggestion"));
    if (meant.empty() || text(*found, "effect") == "none") continue;
    auto bytes = files.contains(path) ? std::optional(files[path]) : text_at(state, path);
    if (bytes) bytes = rename_key(*bytes, static_cast<int>(number(*found, "line")), key, meant);
    if (!bytes) continue;
    files[path] = *bytes;
    said += fmt::format("{}{} is {}", said.empty() ? "" : ", ", printable(key), meant);
  }
  if (files.empty()) return {{}, "no key is only misspelt", false};
  return {std::move(files), said, false};
}

}  // namespace auditor::fix
