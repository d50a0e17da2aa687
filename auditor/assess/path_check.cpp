#include "auditor/assess/path_check.h"

#include "auditor/core/resources.h"
#include "auditor/core/text.h"

namespace auditor::assess {
namespace {

const Json* get(const Json* node, std::string_view key) {
  if (node == nullptr || !node->is_object()) return nullptr;
  const auto found = node->find(key);
  return found == node->end() ? nullptr : &*found;
}

}  // namespace

FactsSchema::FactsSchema() : schema_(resource_json("schemas/facts.schema.json")) {}

const Json* FactsSchema::resolve(const Json* node) const {
  for (int hops = 0; hops < 16 && node != nullptr; ++hops) {
    if (const Json* ref = get(node, "$ref"); ref != nullptr && ref->is_string()) {
      const std::string_view name = base_name(ref->get_ref<const std::string&>());
      node = get(get(&schema_, "definitions"), name);
    } else if (const Json* any = get(node, "anyOf")) {
      node = nullptr;  // null or something: the something
      for (const Json& branch : *any)
        if (branch.value("type", "") != "null") node = &branch;
    } else {
      break;
    }
  }
  return node;
}

const Json* FactsSchema::step(const Json* node, std::string_view key, std::string& problem) const {
  node = resolve(node);
  if (node == nullptr || node->empty()) return nullptr;
  if (key == "*") {
    if (const Json* items = get(node, "items")) return resolve(items);
    if (const Json* values = get(node, "additionalProperties"); values != nullptr && values->is_object())
      return resolve(values);
    problem = "is no list";
    return nullptr;
  }
  if (get(node, "items") != nullptr) {
    problem = "'" + std::string(key) + "' steps into a list: use any, all, none, count or for_each";
    return nullptr;
  }
  if (const Json* property = get(get(node, "properties"), key)) return resolve(property);
  if (const Json* values = get(node, "additionalProperties"); values != nullptr && values->is_object())
    return resolve(values);
  problem = "the facts have no '" + std::string(key) + "' there";
  return nullptr;
}

const Json* FactsSchema::walk(const Json* node, std::string_view path, std::string& problem) const {
  if (path.empty()) return node;
  for (const std::string_view key : split(path, '.')) {
    node = step(node, key, problem);
    if (node == nullptr) return nullptr;
  }
  return node;
}

std::string FactsSchema::problem(std::string_view path, std::string_view item_of, std::string_view list) const {
  std::string problem;
  const Json* start = &schema_;
  std::string_view rest = path;
  std::string_view base = list;
  if (path.starts_with("item.") || path.starts_with("model.") || path == "item") {
    if (item_of.empty()) return "`" + std::string(path) + "`: there is no current item outside for_each";
    rest = path == "item" ? std::string_view() : path.substr(path.find('.') + 1);
    base = item_of;
  }
  if (!base.empty()) {
    // A list inside a list that is relative to the current item.
    std::string_view inner = base;
    if (inner.starts_with("item.") || inner.starts_with("model.")) {
      start = walk(start, item_of, problem);
      if (start != nullptr) start = step(start, "*", problem);
      inner = inner.substr(inner.find('.') + 1);
    }
    if (start != nullptr) start = walk(start, inner, problem);
    if (start != nullptr) start = step(start, "*", problem);
    if (start == nullptr) return problem.empty() ? problem : "`" + std::string(base) + "`: " + problem;
  }
  if (walk(start, rest, problem) == nullptr && !problem.empty()) return "`" + std::string(path) + "`: " + problem;
  return {};
}

}  // namespace auditor::assess
