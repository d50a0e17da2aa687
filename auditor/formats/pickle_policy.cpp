#include "auditor/formats/pickle_policy.h"

#include "auditor/core/json.h"
#include "auditor/core/resources.h"
#include "auditor/core/text.h"

namespace auditor::formats {
namespace {

std::unordered_set<std::string> words(const Json& list) {
  std::unordered_set<std::string> out;
  for (const Json& word : list) out.insert(word.get<std::string>());
  return out;
}

std::unordered_map<std::string, std::string> mapping(const Json& object) {
  std::unordered_map<std::string, std::string> out;
  for (const auto& [key, value] : object.items()) out.emplace(key, value.get<std::string>());
  return out;
}

// Dots of a dotted name that are looked at: no module of Python is nested this deep.
constexpr int most_dots = 32;

}  // namespace

const PicklePolicy& PicklePolicy::shipped() {
  static const PicklePolicy policy(resource_json("rules/vocabulary/pickle.yaml"));
  return policy;
}

PicklePolicy::PicklePolicy(const Json& document)
    : python2_modules_(mapping(document.at("python2").at("modules"))),
      python2_names_(mapping(document.at("python2").at("names"))),
      allow_(read_names(document.at("allow"))),
      deny_(read_names(document.at("deny").at("names"))),
      deny_packages_(words(document.at("deny").at("packages"))),
      attributes_(words(document.at("deny").at("attributes"))),
      module_attributes_(words(document.at("deny").at("module_attributes"))) {}

PicklePolicy::NamesByModule PicklePolicy::read_names(const Json& document) {
  NamesByModule out;
  for (const auto& [module, names] : document.items()) {
    Names& entry = out[module];
    for (const Json& name : names) {
      const auto text = name.get<std::string>();
      if (text.ends_with('*')) entry.beginnings.push_back(text.substr(0, text.size() - 1));
      else entry.exact.insert(text);
    }
  }
  return out;
}

bool PicklePolicy::Names::match(std::string_view name) const {
  if (exact.contains(std::string(name))) return true;
  for (const std::string& beginning : beginnings)
    if (name.starts_with(beginning)) return true;
  return false;
}

// The import is judged as spelled and as Python 3 maps it; the worse answer counts, and of safe and suspicious the
// safe one: a Python 2 name is unknown in its own spelling.
Verdict PicklePolicy::judge(std::string_view module, std::string_view name) const {
  const std::string own_module(module);
  const std::string own_name(name);
  const Verdict own = judge_one(own_module, own_name);
  if (own == Verdict::unsafe) return own;
  Verdict mapped = Verdict::suspicious;
  if (const auto found = python2_names_.find(own_module + "." + own_name); found != python2_names_.end()) {
    const std::size_t dot = found->second.rfind('.');
    mapped = judge_one(found->second.substr(0, dot), found->second.substr(dot + 1));
  } else if (const auto home = python2_modules_.find(own_module); home != python2_modules_.end()) {
    mapped = judge_one(home->second, own_name);
  }
  return mapped == Verdict::unsafe || own != Verdict::safe ? mapped : own;
}

Verdict PicklePolicy::judge_one(const std::string& module, const std::string& name) const {
  for (const std::string_view component : split(name, '.'))
    if (attributes_.contains(std::string(component)) || module_attributes_.contains(std::string(component)))
      return Verdict::unsafe;
  const std::string full = module + "." + name;
  if (denied_by_name(full)) return Verdict::unsafe;
  if (allowed(module, name)) return Verdict::safe;
  // A package can be reached as an attribute of its parent: ("numpy", "f2py.crackfortran.getlincoef").
  return denied_package(full) ? Verdict::unsafe : Verdict::suspicious;
}

// Every way to cut "a.b.c" into a module and a name that begins with what is denied.
bool PicklePolicy::denied_by_name(const std::string& full) const {
  int dots = 0;
  for (std::size_t dot = full.find('.'); dot != std::string::npos && dots < most_dots; dot = full.find('.', dot + 1)) {
    ++dots;
    const auto found = deny_.find(full.substr(0, dot));
    if (found == deny_.end()) continue;
    const std::string_view rest = std::string_view(full).substr(dot + 1);
    if (found->second.match(rest) || found->second.match(rest.substr(0, rest.find('.')))) return true;
  }
  return false;
}

bool PicklePolicy::allowed(const std::string& module, const std::string& name) const {
  if (const auto found = allow_.find(module); found != allow_.end()) {
    // A beginning never allows an attribute: "int*" is not "int8.tofile".
    if (found->second.exact.contains(name)) return true;
    if (name.find('.') == std::string::npos && found->second.match(name)) return true;
  }
  // "torch.nn.*" speaks of torch.nn and of every module below it.
  std::size_t end = module.find('.');
  for (int dots = 0; dots < most_dots; ++dots) {
    if (const auto package = allow_.find(module.substr(0, end) + ".*");
        package != allow_.end() && package->second.match(name))
      return true;
    if (end == std::string::npos) return false;
    end = module.find('.', end + 1);
  }
  return false;
}

bool PicklePolicy::denied_package(std::string_view module) const {
  std::size_t dot = module.find('.');
  for (int dots = 0; dots < most_dots; ++dots) {
    if (deny_packages_.contains(std::string(module.substr(0, dot)))) return true;
    if (dot == std::string_view::npos) return false;
    dot = module.find('.', dot + 1);
  }
  return false;
}

}  // namespace auditor::formats
