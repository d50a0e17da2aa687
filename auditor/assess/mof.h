// Records of the Model Openness Tool (YAML files): read, evaluated by the tool's rules, and turned into a report.
// The components and classes are data: rules/frameworks/mof-components.yaml.
#pragma once

#include "auditor/assess/assess.h"
#include "auditor/core/yaml.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::assess {

// A document that says it is of the Model Openness Framework and describes a release.
[[nodiscard]] bool is_mof_record(const Json& document);

enum class ComponentStatus { valid, conditional, invalid, unlicensed, missing };
[[nodiscard]] std::string_view to_string(ComponentStatus status);
// Valid and conditional components count.
[[nodiscard]] bool is_included(ComponentStatus status);

struct MofComponent {
  std::string name;
  std::string type;   // code, data, document
  std::string level;  // I, II, III; empty: not required
  std::string rule;
  ComponentStatus status = ComponentStatus::missing;
  std::string license;    // as written; empty when there is none
  std::size_t index = 0;  // in release.components, when it is there
};

struct MofResult {
  std::vector<MofComponent> components;  // all of the framework, in the order of its table
  Json level;                            // {class, title, progress {III, II, I}}
};

[[nodiscard]] MofResult evaluate_mof(const Json& record);

// Whether a licence counts as open for the tool, by the identifier as written.
[[nodiscard]] bool is_open_for_mof(std::string_view license);

// The report document of a record. `path` is shown in citations.
[[nodiscard]] Json mof_report(const YamlDocument& record, const std::string& path, const AssessOptions& options);

}  // namespace auditor::assess
