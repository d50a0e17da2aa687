// Which imports of a pickle are harmless and which run code: rules/vocabulary/pickle.yaml.
#pragma once

#include "auditor/formats/inspect.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace auditor::formats {

class PicklePolicy {
 public:
  // The embedded lists, read on first use.
  static const PicklePolicy& shipped();

  explicit PicklePolicy(const nlohmann::json& document);

  // safe, unsafe or suspicious. `module` and `name` as the pickle spells them; `name` may be dotted.
  [[nodiscard]] Verdict judge(std::string_view module, std::string_view name) const;

 private:
  struct Names {
    std::unordered_set<std::string> exact;
    std::vector<std::string> beginnings;
    [[nodiscard]] bool match(std::string_view name) const;
  };
  using NamesByModule = std::unordered_map<std::string, Names>;

  static NamesByModule read_names(const nlohmann::json& document);
  [[nodiscard]] Verdict judge_one(const std::string& module, const std::string& name) const;
  [[nodiscard]] bool denied_by_name(const std::string& full) const;
  [[nodiscard]] bool allowed(const std::string& module, const std::string& name) const;
  [[nodiscard]] bool denied_package(std::string_view module) const;

  std::unordered_map<std::string, std::string> python2_modules_;
  std::unordered_map<std::string, std::string> python2_names_;
  NamesByModule allow_;
  NamesByModule deny_;
  std::unordered_set<std::string> deny_packages_;
  std::unordered_set<std::string> attributes_;
  std::unordered_set<std::string> module_attributes_;
};

}  // namespace auditor::formats
