#include "auditor/explain/facts.h"

#include "auditor/assess/condition.h"
#include "auditor/assess/rule_check.h"
#include "auditor/core/json_view.h"
#include "auditor/core/resources.h"
#include "auditor/core/text.h"

#include <algorithm>
#include <functional>
#include <set>

namespace auditor::explain {
namespace {

using Kind = Block::Kind;

const Json* child(const Json& node, std::string_view key) {
  const auto found = node.find(key);
  return found != node.end() && found->is_object() ? &*found : nullptr;
}

std::string name_of_reference(const Json& value) {
  const std::string reference = std::string(auditor::text(value, "$ref"));
  return reference.substr(reference.rfind('/') + 1);
}

// "one of `a` `b`", "list of [item](#item)", "text or null".
std::string type_of(const Json& value) {
  if (!value.is_object() || value.empty()) return "any";
  if (value.contains("$ref")) return "[" + name_of_reference(value) + "](#type-" + name_of_reference(value) + ")";
  if (value.contains("const")) return "`" + value["const"].dump() + "`";
  if (value.contains("enum")) {
    std::string out = "one of";
    for (const Json& item : value["enum"])
      out += " `" + (item.is_string() ? item.get<std::string>() : item.dump()) + "`";
    return out;
  }
  const Json type = value.value("type", Json("any"));
  if (type.is_array()) {
    std::string out;
    for (const Json& item : type) out += (out.empty() ? "" : " or ") + item.get<std::string>();
    return out;
  }
  if (type == "array") return "list of " + type_of(value.value("items", Json::object()));
  if (type == "object" && value.contains("additionalProperties") && value["additionalProperties"].is_object() &&
      !value.contains("properties"))
    return "map of " + type_of(value["additionalProperties"]);
  return type.get<std::string>();
}

// What a node says of its values, each a sentence: "`elsewhere`: …".
std::vector<std::string> values_of(const Json& node) {
  std::vector<std::string> out;
  if (const Json* values = child(node, "values"))
    for (const auto& [value, meaning] : values->items())
      out.push_back("`" + value + "`: " + meaning.get<std::string>());
  return out;
}

std::string described(const Json& node) {
  std::string out = std::string(auditor::text(node, "description"));
  for (std::string value : values_of(node)) {
    if (value.ends_with('.')) value.pop_back();
    out += (out.empty() ? "" : "; ") + value;
  }
  return out;
}

void rows_of(const Json& value, const std::string& path, std::vector<std::vector<std::string>>& out) {
  if (!value.is_object()) return;
  const Json properties = value.value("properties", Json::object());
  for (const auto& [name, inner] : properties.items()) {
    const std::string at = path + (path.empty() ? "" : ".") + name;
    out.push_back({"`" + at + "`", type_of(inner), described(inner)});
    rows_of(inner, at, out);
  }
  if (const auto items = value.find("items"); items != value.end()) rows_of(*items, path + "[]", out);
  if (const auto more = value.find("additionalProperties"); more != value.end()) rows_of(*more, path + ".*", out);
}

void add_fields(const Json& value, Page& page) {
  std::vector<std::vector<std::string>> rows = {{"fact", "holds", ""}};
  rows_of(value, "", rows);
  if (rows.size() > 1) page.table(std::move(rows));
}

void add_section(const std::string& name, const Json& value, Page& page) {
  page.add(Kind::heading, name);
  page.add(Kind::paragraph, std::string(auditor::text(value, "description")) + ".");
  page.add(Kind::paragraph, "It is " + type_of(value) + ".");
  page.list(values_of(value));
  add_fields(value, page);
}

// Every node below one, references not followed.
void each_node(const Json& node, const std::string& path,
               const std::function<void(const Json&, const std::string&)>& visit) {
  if (!node.is_object()) return;
  visit(node, path);
  if (const Json* properties = child(node, "properties"))
    for (const auto& [name, inner] : properties->items())
      each_node(inner, path + (path.empty() || path.ends_with('#') ? "" : ".") + name, visit);
  if (const Json* definitions = child(node, "definitions"))
    for (const auto& [name, inner] : definitions->items()) each_node(inner, "#" + name, visit);
  if (const Json* items = child(node, "items")) each_node(*items, path + "[]", visit);
  if (const Json* more = child(node, "additionalProperties")) each_node(*more, path + ".*", visit);
}

bool has_value(const Json& node, std::string_view value) {
  if (const Json* said = child(node, "values"); said != nullptr && said->contains(value)) return true;
  const auto known = node.find("enum");
  return known != node.end() && std::find(known->begin(), known->end(), Json(value)) != known->end();
}

std::string kind_of_value(const std::string& path) {
  return path == "doubts[].kind"        ? "doubt"
         : path == "#conflict.kind"     ? "conflict"
         : path == "diagnostics[].kind" ? "diagnostic"
         : path == "#openness"          ? "openness"
                                        : "value";
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

FactPages::FactPages() : report_(resource_json("schemas/report.schema.json")) {}

Page FactPages::all() const {
  Page page{"index", "facts", {}};
  page.add(Kind::title, "The facts document");
  page.add(
      Kind::paragraph,
      "Written from `schemas/facts.schema.json` by `scripts/update-golden`: change that, not this. `auditor facts "
      "SOURCE` prints\n"
      "the document; rules ask for its values by path (docs/rules.md). Every status is an enumeration in which "
      "`unknown` differs\n"
      "from `absent`; what can be disputed has `evidence`. `.*` stands for any key, `[]` for each item of a list.");
  std::vector<std::vector<std::string>> rows = {{"key", ""}};
  for (const auto& [name, value] : facts_.document().at("properties").items())
    rows.push_back({"[" + name + "](#" + name + ")", std::string(auditor::text(value, "description"))});
  page.table(std::move(rows));
  for (const auto& [name, value] : facts_.document().at("properties").items()) add_section(name, value, page);
  page.add(Kind::title, "What they are made of");
  for (const auto& [name, value] : facts_.document().at("definitions").items())
    add_section("type " + name, value, page);
  return page;
}

const Json* FactPages::find(std::string_view path, std::string& shown) const {
  const Json* node = &facts_.document();
  if (path.empty()) return nullptr;
  for (std::string_view step : split(path, '.')) {
    while (step.ends_with("[]")) step.remove_suffix(2);
    const Json* at = facts_.resolve(node);
    // An item that is not named stands for all of them.
    while (at != nullptr && child(*at, "items") != nullptr && !is_number(step) && step != "*" && !step.empty()) {
      at = facts_.resolve(child(*at, "items"));
      shown += "[]";
    }
    if (at == nullptr || step.empty()) return nullptr;
    if (const Json* properties = child(*at, "properties"); properties != nullptr && properties->contains(step)) {
      node = child(*properties, step);
      shown += (shown.empty() ? "" : ".") + std::string(step);
    } else if (const Json* items = child(*at, "items")) {
      node = items;
      shown += "[]";
    } else if (const Json* more = child(*at, "additionalProperties")) {
      node = more;
      shown += ".*";
    } else {
      return nullptr;
    }
  }
  return node;
}

std::string FactPages::description(const Json& node) const {
  std::string out = std::string(auditor::text(node, "description"));
  const Json* meant = facts_.resolve(&node);
  const std::string more =
      meant == nullptr || meant == &node ? std::string() : std::string(auditor::text(*meant, "description"));
  if (!more.empty()) out += (out.empty() ? "" : ". ") + more;
  return out;
}

std::optional<Page> FactPages::fact(std::string_view path) const {
  std::string shown;
  // Conditions of the verdict say `model.` for the model that is judged.
  const std::string whole = (path.starts_with("model.") ? "models." + std::string(path.substr(6)) : std::string(path));
  const Json* node = find(whole, shown);
  if (node == nullptr) return std::nullopt;
  Page page{"fact", shown, {}};
  page.add(Kind::title, shown);
  if (const std::string text = description(*node); !text.empty()) page.add(Kind::paragraph, text + ".");
  const Json* meant = facts_.resolve(node);
  if (meant == nullptr) return page;
  page.add(Kind::paragraph, "It is " + type_of(meant->contains("enum") ? *meant : *node) + ".");
  page.list(values_of(*meant));
  const Json* of_items = child(*meant, "items");
  add_fields(of_items != nullptr && facts_.resolve(of_items) != nullptr ? *facts_.resolve(of_items) : *meant, page);
  return page;
}

std::optional<Page> FactPages::value(std::string_view value) const {
  Page page{"", std::string(value), {}};
  page.add(Kind::title, page.id);
  std::vector<std::string> places;
  const auto look = [&](const Json& schema, const std::string& whose) {
    each_node(schema, "", [&](const Json& node, const std::string& path) {
      if (!has_value(node, value)) return;
      const Json* values = child(node, "values");
      if (const std::string said = values == nullptr ? "" : std::string(auditor::text(*values, value)); !said.empty()) {
        page.add(Kind::paragraph, said);
        if (page.kind.empty() || page.kind == "value") page.kind = kind_of_value(whose + path);
      }
      const std::string about = std::string(auditor::text(node, "description"));
      places.push_back((path.starts_with('#') ? "the type `" + path.substr(1) : whose + "`" + path) + "`" +
                       (about.empty() ? "" : ": " + about));
    });
  };
  look(facts_.document(), "");
  look(report_, "a report's ");
  if (places.empty()) return std::nullopt;
  if (page.kind.empty()) page.kind = "value";
  page.add(Kind::paragraph, "A value of:");
  page.list(places);
  return page;
}

std::string FactPages::meaning(std::string_view path, std::string_view value) const {
  std::string out;
  each_node(facts_.document(), "", [&](const Json& node, const std::string& at) {
    if (at != path) return;
    if (const Json* values = child(node, "values")) out = std::string(auditor::text(*values, value));
  });
  return out;
}

std::vector<std::string> FactPages::paths() const {
  constexpr std::size_t deepest = 12;
  std::vector<std::string> out;
  const std::function<void(const Json*, const std::string&, std::size_t)> walk =
      [&](const Json* node, const std::string& path, std::size_t depth) {
        const Json* at = facts_.resolve(node);
        if (at == nullptr || depth > deepest) return;
        if (const Json* properties = child(*at, "properties"))
          for (const auto& [name, inner] : properties->items()) {
            const std::string below = path + (path.empty() ? "" : ".") + name;
            out.push_back(below);
            walk(&inner, below, depth + 1);
          }
        if (const Json* items = child(*at, "items")) walk(items, path + "[]", depth + 1);
        if (const Json* more = child(*at, "additionalProperties")) walk(more, path + ".*", depth + 1);
      };
  walk(&facts_.document(), "", 0);
  return out;
}

std::vector<std::string> FactPages::values() const {
  std::set<std::string> out;
  const auto take = [&](const Json& node, const std::string&) {
    if (const auto known = node.find("enum"); known != node.end())
      for (const Json& one : *known)
        if (one.is_string()) out.insert(one.get<std::string>());
    if (const Json* said = child(node, "values"))
      for (const auto& [value, meaning] : said->items()) out.insert(value);
  };
  each_node(facts_.document(), "", take);
  each_node(report_, "", take);
  return {out.begin(), out.end()};
}

namespace {

// "licenses.conflicts.kind" of "licenses.conflicts[].kind", "licenses.conflicts.*.kind".
std::string steps_alone(std::string path) {
  for (const std::string_view mark : {"[]", ".*"})
    for (std::size_t at = path.find(mark); at != std::string::npos; at = path.find(mark)) path.erase(at, mark.size());
  return path;
}

// `item` is what `item.…` means.
bool asks_for(const std::vector<assess::Condition::PathUse>& uses, std::string_view item, const std::string& fact) {
  return std::any_of(uses.begin(), uses.end(), [&](const assess::Condition::PathUse& use) {
    std::string path = use.list.empty() ? use.path : use.list + "." + use.path;
    for (const std::string_view prefix : {"item.", "model."})
      if (path.starts_with(prefix))
        path = std::string(prefix == "item." ? item : "models") + "." + path.substr(prefix.size());
    path = steps_alone(path);
    return path == fact || path.starts_with(fact + ".");
  });
}

bool rule_asks(const Json& rule, const std::string& fact) {
  const std::string item(text(rule, "for_each"));
  return asks_for(assess::rule_paths(rule, ""), item, fact) || (!item.empty() && steps_alone(item) == fact);
}

bool requirement_asks(const Json& requirement, const std::string& fact) {
  std::vector<assess::Condition::PathUse> uses;
  assess::Condition::collect_paths(requirement["holds"], "", "", uses);
  return asks_for(uses, "", fact);
}

}  // namespace

void add_askers(const std::vector<std::shared_ptr<const assess::RuleSet>>& sets, const assess::VerdictList& verdict,
                Page& page) {
  constexpr std::size_t most = 12;
  const std::string fact = steps_alone(page.id);
  std::vector<std::string> askers;
  std::set<std::string_view> named;  // a rule that several sets have
  for (const auto& [id, requirement] : verdict.source->at("requirements").items())
    if (requirement_asks(requirement, fact)) askers.push_back("`" + id + "`: a requirement of classes");
  for (const auto& set : sets)
    for (const auto& rule : set->rules)
      if (rule_asks(*rule.source, fact) && named.insert(rule.id).second)
        askers.push_back("`" + std::string(rule.id) + "`: " + std::string(rule.title));
  if (askers.empty()) return;
  page.add(Kind::heading, "Asked for by");
  if (askers.size() > most) {
    const std::size_t left = askers.size() - most;
    askers.resize(most);
    askers.push_back("and " + std::to_string(left) + " more rules");
  }
  page.list(askers);
}

}  // namespace auditor::explain
