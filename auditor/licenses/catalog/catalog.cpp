#include "auditor/licenses/catalog/catalog.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/licenses/catalog/exceptions.h"
#include "auditor/licenses/catalog/packed_map.h"
#include "auditor/licenses/catalog/term_words.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <utility>

namespace auditor::licenses {
namespace {

constexpr std::array<std::pair<Openness, std::string_view>, 7> openness_names = {{
    {Openness::open, "open"},
    {Openness::permissive_unlisted, "permissive-unlisted"},
    {Openness::restricted, "restricted"},
    {Openness::noncommercial, "noncommercial"},
    {Openness::no_derivatives, "no-derivatives"},
    {Openness::proprietary, "proprietary"},
    {Openness::unknown, "unknown"},
}};

Openness openness_named(std::string_view name) {
  for (const auto& [value, text] : openness_names)
    if (text == name) return value;
  return Openness::unknown;
}

const PackedMap& spdx() {
  static const PackedMap map = PackedMap::of_resource("rules/licenses/spdx.yaml", "licenses");
  return map;
}

const PackedMap& ai() {
  static const PackedMap map = PackedMap::of_resource("rules/licenses/ai.yaml", "licenses");
  return map;
}

// What a licence of the SPDX list says about terms follows from its class; only AI licences have terms of their own.
Json class_terms(const License& license) {
  Json terms = Json::object();
  const bool grants = license.openness == Openness::open || license.openness == Openness::permissive_unlisted;
  if (license.exception ||
      (!grants && license.openness != Openness::noncommercial && license.openness != Openness::no_derivatives))
    return terms;
  terms["commercial"] = license.id.find("-NC") != std::string::npos || !grants ? "no" : "yes";
  if (license.openness == Openness::no_derivatives && license.id.find("-NC") == std::string::npos)
    terms["commercial"] = "yes";
  terms["redistribution"] = "yes";
  terms["derivatives"] = license.id.find("-ND") != std::string::npos ? "no" : "yes";
  const bool share_alike = license.category.find("copyleft") != std::string::npos ||
                           license.id.find("-SA") != std::string::npos || license.id.starts_with("GFDL") ||
                           license.id.starts_with("ODbL") || license.id.find("Sharing") != std::string::npos;
  terms["share_alike"] = share_alike ? "yes" : "no";
  if (license.category != "public-domain" && license.id != "MIT-0" && license.id != "0BSD")
    terms["attribution_duty"] = "notices";
  return terms;
}

void read_record(const Json& record, License& license) {
  const auto flag = [&](const char* key, bool old) { return record.value(key, old); };
  license.name = record.value("name", license.name);
  license.exception = flag("exception", license.exception);
  license.deprecated = flag("deprecated", license.deprecated);
  license.osi = flag("osi", license.osi);
  license.fsf = flag("fsf", license.fsf);
  license.open_data = flag("open_data", license.open_data);
  license.mof_types = record.value("mof_types", license.mof_types);
  license.family = record.value("family", license.family);
  license.category = record.value("category", license.category);
  if (record.contains("openness")) license.openness = openness_named(record.value("openness", std::string()));
  if (record.contains("terms")) license.terms = terms_in_words(record["terms"]);
}

std::unique_ptr<License> decode(std::string_view id) {
  const PackedMap::Entry* listed = spdx().find_any_case(id);
  const PackedMap::Entry* own = ai().find_any_case(id);
  if (listed == nullptr && own == nullptr) return nullptr;
  auto license = std::make_unique<License>();
  license->id = std::string(listed != nullptr ? listed->key : own->key);
  license->spdx = listed != nullptr;
  if (listed != nullptr) read_record(listed->json(), *license);
  if (own != nullptr) {
    license->category = "ai";
    read_record(own->json(), *license);
  }
  if (license->terms.is_null()) license->terms = class_terms(*license);
  return license;
}

// Records stay for the life of the process: callers keep pointers. Guarded, as a fleet audits on several threads.
class Cache {
 public:
  const License* find(std::string_view id) {
    const std::string key = to_lower(id);
    const std::lock_guard lock(mutex_);
    const auto known = records_.find(key);
    if (known != records_.end()) return known->second.get();
    auto record = decode(id);
    if (record == nullptr) return nullptr;  // not remembered: hostile input must not fill memory
    return records_.emplace(key, std::move(record)).first->second.get();
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<License>> records_;
};

bool starts_with_any(std::string_view id, std::initializer_list<std::string_view> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(), [&](std::string_view p) { return starts_with_i(id, p); });
}

Openness openness_of_id(std::string_view id) {
  if (starts_with_any(id, {"LicenseRef-modified-", "LicenseRef-unknown"})) return Openness::unknown;
  // "LicenseRef-cc-by-nc": named without a version, and every version restricts alike.
  constexpr std::string_view versionless = "LicenseRef-cc-";
  const License* license = starts_with_i(id, versionless)
                               ? find_license("CC-" + std::string(id.substr(versionless.size())) + "-4.0")
                               : find_license(id);
  return license != nullptr ? license->openness : Openness::unknown;
}

Openness worst(Openness a, Openness b) {
  if (a == Openness::unknown) std::swap(a, b);
  // An unread operand may be anything; what is already restricted stays so.
  if (b == Openness::unknown) return a >= Openness::restricted ? a : Openness::unknown;
  return std::max(a, b);
}

Openness evaluate(const Expression& expression) {
  switch (expression.kind) {
    case Expression::Kind::license: return openness_of_id(expression.id);
    case Expression::Kind::with: {
      const Openness without = openness_of_id(expression.id);
      return is_exception(expression.exception) ? without : worst(without, Openness::unknown);
    }
    case Expression::Kind::all: {
      const auto operands = granting_operands(expression);
      Openness out = operands.empty() ? Openness::unknown : Openness::open;
      for (const Expression* operand : operands) out = worst(out, evaluate(*operand));
      return out;
    }
    case Expression::Kind::any: {
      Openness out = Openness::unknown;
      for (const Expression& operand : expression.operands) out = std::min(out, evaluate(operand));
      return out;
    }
  }
  return Openness::unknown;
}

int strictness(const std::string& value) {
  return value.starts_with("no") ? 2 : value.starts_with("conditional") ? 1 : 0;
}

void merge_stricter(Json& into, const Json& more) {
  static constexpr std::array<std::string_view, 3> grants = {"commercial", "redistribution", "derivatives"};
  for (const auto& [key, value] : more.items()) {
    if (!into.contains(key) || !into[key].is_string() || !value.is_string()) {
      into[key] = value;
      continue;
    }
    const std::string old = into[key].get<std::string>();
    const std::string now = value.get<std::string>();
    if (old == now) continue;
    const bool grant = std::find(grants.begin(), grants.end(), key) != grants.end();
    if (grant) into[key] = strictness(now) > strictness(old) ? now : old;
    else if (old == "no" || old == "none") into[key] = now;
    else if (now != "no" && now != "none") into[key] = std::min(old, now) + "; " + std::max(old, now);
  }
}

Json evaluate_terms(const Expression& expression) {
  if (expression.operands.empty()) {
    const License* license = find_license(expression.id);
    return license != nullptr && license->terms.is_object() ? license->terms : Json::object();
  }
  if (expression.kind == Expression::Kind::any) {
    const auto best =
        std::min_element(expression.operands.begin(), expression.operands.end(),
                         [](const Expression& a, const Expression& b) { return evaluate(a) < evaluate(b); });
    return evaluate_terms(*best);
  }
  Json terms = Json::object();
  for (const Expression& operand : expression.operands) merge_stricter(terms, evaluate_terms(operand));
  return terms;
}

}  // namespace

std::string_view to_string(Openness openness) {
  for (const auto& [value, text] : openness_names)
    if (value == openness) return text;
  return "unknown";
}

bool is_open(Openness openness) { return openness == Openness::open; }

const License* find_license(std::string_view id) {
  static Cache cache;
  return cache.find(id);
}

std::vector<std::string> license_ids() {
  std::set<std::string> ids;
  for (const auto* map : {&spdx(), &ai()})
    for (const auto& entry : map->entries()) ids.emplace(entry.key);
  return {ids.begin(), ids.end()};
}

std::string catalog_version() {
  const std::string_view version = Packed::of_resource("rules/licenses/spdx.yaml").at("version").text();
  return "SPDX license list " + std::string(version.empty() ? "?" : version) + " (" +
         std::to_string(spdx().entries().size()) + " ids), " + std::to_string(ai().entries().size()) + " AI licences";
}

Openness openness_of(std::string_view expression) {
  const auto parsed = parse_expression(expression);
  return parsed ? evaluate(*parsed) : Openness::unknown;
}

Json terms_of(std::string_view expression) {
  const auto parsed = parse_expression(expression);
  return parsed ? evaluate_terms(*parsed) : Json::object();
}

}  // namespace auditor::licenses
