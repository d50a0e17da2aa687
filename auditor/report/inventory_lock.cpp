// The lock of an inventory, and what changed between two.
#include "auditor/core/text.h"
#include "auditor/report/escape.h"
#include "auditor/report/inventory.h"
#include "auditor/report/view.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <tuple>

namespace auditor::report {
namespace {

constexpr const char* lock_schema = "auditor-inventory-lock/1";
constexpr std::size_t digest_shown = 19;  // "sha256:" and twelve digits

Json locked(const Json& row) {
  Json out = Json::object();
  for (const char* key :
       {"kind", "name", "id", "revision", "path", "size", "formats", "license", "verdict", "completeness", "terms"})
    out[key] = member(row, key);
  if (row.contains("files_left_out")) out["files_left_out"] = member(row, "files_left_out");
  out["files"] = Json::array();
  for (const Json& file : member(row, "files"))
    out["files"].push_back(
        {{"path", member(file, "path")}, {"sha256", member(file, "sha256")}, {"size", member(file, "size")}});
  return out;
}

auto order_of(const Json& row) {
  return std::tuple(text(row, "kind"), text(row, "id"), text(row, "name"), text(row, "revision"), text(row, "path"));
}

void sort_rows(Json& rows) {
  std::stable_sort(rows.begin(), rows.end(), [](const Json& a, const Json& b) { return order_of(a) < order_of(b); });
}

// The models of a lock, or of an inventory as JSON.
Result<Json> models_of(const Json& document, std::string_view which) {
  const Json& models = document.is_array() ? document : member(document, "models");
  const bool lock = document.is_array() || text(document, "schema") == lock_schema;
  const bool sound = lock && models.is_array() && std::all_of(models.begin(), models.end(), [](const Json& row) {
                       return row.is_object() && !text(row, "kind").empty() && row.contains("license");
                     });
  if (!sound) return fail(ErrorCode::malformed, fmt::format("the {} is no lock of an inventory", which));
  return models;
}

Json change_of(std::string_view change, const Json& row, Json fields = Json::array()) {
  return {{"change", change},
          {"kind", member(row, "kind")},
          {"id", member(row, "id")},
          {"name", member(row, "name")},
          {"revision", member(row, "revision")},
          {"fields", std::move(fields)}};
}

void compare(const Json& before, const Json& after, std::string field, Json& out) {
  if (before != after) out.push_back({{"field", std::move(field)}, {"old", before}, {"new", after}});
}

// Digests that are known on both sides; files by path.
void compare_files(const Json& before, const Json& after, Json& out) {
  std::map<std::string_view, std::pair<const Json*, const Json*>> files;
  for (const Json& file : member(before, "files")) files[text(file, "path")].first = &file;
  for (const Json& file : member(after, "files")) files[text(file, "path")].second = &file;
  const auto digest = [](const Json* file) {
    return file == nullptr ? Json() : text(*file, "sha256").empty() ? Json("unknown") : member(*file, "sha256");
  };
  for (const auto& [path, sides] : files) {
    const Json old_digest = digest(sides.first);
    const Json new_digest = digest(sides.second);
    const bool told =
        sides.first == nullptr || sides.second == nullptr || old_digest != "unknown" || new_digest != "unknown";
    const std::string field = fmt::format("files: {}", path);
    if (told) compare(old_digest, new_digest, field, out);
    else compare(member(*sides.first, "size"), member(*sides.second, "size"), field + " (size)", out);
  }
}

Json fields_of(const Json& before, const Json& after) {
  Json out = Json::array();
  for (const char* key : {"revision", "verdict", "completeness", "terms", "files_left_out"})
    compare(member(before, key), member(after, key), key, out);
  for (const char* key : {"concluded", "openness", "status"})
    compare(member(member(before, "license"), key), member(member(after, "license"), key),
            fmt::format("license.{}", key), out);
  compare_files(before, after, out);
  return out;
}

// Models of one name in one kind of store: those of one revision belong together, and the last that are left.
struct Group {
  std::vector<const Json*> before;
  std::vector<const Json*> after;
};

void pair_up(Group& group, Json& out) {
  const auto add = [&](const Json& before, const Json& after) {
    if (Json fields = fields_of(before, after); !fields.empty())
      out.push_back(change_of("changed", after, std::move(fields)));
  };
  for (auto before = group.before.begin(); before != group.before.end();) {
    const auto same = std::find_if(group.after.begin(), group.after.end(), [&](const Json* after) {
      return member(**before, "revision") == member(*after, "revision");
    });
    if (same == group.after.end()) {
      ++before;
      continue;
    }
    add(**before, **same);
    group.after.erase(same);
    before = group.before.erase(before);
  }
  const std::size_t both = std::min(group.before.size(), group.after.size());
  for (std::size_t i = 0; i < both; ++i) add(*group.before[i], *group.after[i]);
  for (std::size_t i = both; i < group.before.size(); ++i) out.push_back(change_of("removed", *group.before[i]));
  for (std::size_t i = both; i < group.after.size(); ++i) out.push_back(change_of("added", *group.after[i]));
}

std::string short_value(const Json& value) {
  if (value.is_null()) return "nothing";
  const std::string all = shown(value);
  return all.starts_with("sha256:") || (all.size() == 64 && all.find(' ') == std::string::npos)
             ? clean(all.substr(0, digest_shown))
             : clean(all);
}

}  // namespace

Json inventory_lock(const Json& rows) {
  Json models = Json::array();
  for (const Json& row : rows) models.push_back(locked(row));
  sort_rows(models);
  return {{"schema", lock_schema}, {"models", std::move(models)}};
}

Result<Json> inventory_changes(const Json& old_lock, const Json& new_lock) {
  auto before = models_of(old_lock, "old");
  if (!before) return tl::unexpected(before.error());
  auto after = models_of(new_lock, "new");
  if (!after) return tl::unexpected(after.error());
  sort_rows(*before);
  sort_rows(*after);
  std::map<std::tuple<std::string_view, std::string_view, std::string_view>, Group> groups;
  const auto key = [](const Json& row) { return std::tuple(text(row, "kind"), text(row, "id"), text(row, "name")); };
  for (const Json& row : *before) groups[key(row)].before.push_back(&row);
  for (const Json& row : *after) groups[key(row)].after.push_back(&row);
  Json out = Json::array();
  for (auto& [name, group] : groups) pair_up(group, out);
  return out;
}

std::string changes_in_words(const Json& changes) {
  if (changes.empty()) return "Nothing changed.\n";
  std::string out;
  for (const Json& change : changes) {
    out += fmt::format("{:<8} {} ({})\n", text(change, "change"), clean(text(change, "name")), text(change, "kind"));
    for (const Json& field : member(change, "fields"))
      out += fmt::format("  {}: {} -> {}\n", clean(text(field, "field")), short_value(member(field, "old")),
                         short_value(member(field, "new")));
  }
  return out;
}

}  // namespace auditor::report
