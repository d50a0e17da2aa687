// Where rule sets come from: the data embedded in the binary, a folder (--rules-dir), or single files.
#pragma once

#include "auditor/assess/rule_set.h"
#include "auditor/assess/verdict.h"
#include "auditor/core/result.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::assess {

// A document of the library with the lines of its values, when it was read from a file.
struct Source {
  std::string path;  // as shown in messages
  std::shared_ptr<const Json> value;
  std::map<std::string, int> lines;  // JSON pointer -> line; empty for embedded data
  std::string digest;

  [[nodiscard]] Error error(const Problem& problem) const;
};

class Library {
 public:
  // Text of a rule set's file by its path. Error: usage.
  using Reader = std::function<Result<std::string>(const std::string& path)>;

  // `folder` holds the YAML files of rule sets (directly or under sets/) and, optionally, verdict.yaml; empty: the
  // embedded data. Sets that the folder lacks come from the embedded data.
  // Without `examples` those of embedded rules are not read: an audit does not need them.
  // With a `reader` files come through it alone, never from the machine, and are bounded in number and in rules.
  explicit Library(std::string folder = {}, bool examples = true, Reader reader = {})
      : folder_(std::move(folder)), examples_(examples), reader_(std::move(reader)) {}

  // By id, or by the path of a YAML file (a name with '/' or ending in .yaml or .yml). Error: usage, with file and
  // line.
  [[nodiscard]] Result<std::shared_ptr<const RuleSet>> load(std::string_view id_or_file);

  // The decision list of openness classes.
  [[nodiscard]] Result<std::shared_ptr<const VerdictList>> load_verdict();

  // Ids of the embedded sets and of the folder, sorted.
  [[nodiscard]] std::vector<std::string> ids() const;

  // The document behind an id or file, uncompiled.
  [[nodiscard]] Result<Source> source(std::string_view id_or_file, bool examples = true) const;

 private:
  Result<std::shared_ptr<const RuleSet>> compile(const Source& source, std::vector<std::string>& open);
  Result<std::shared_ptr<const RuleSet>> load(std::string_view id_or_file, std::vector<std::string>& open);

  std::string folder_;
  bool examples_;
  Reader reader_;
  std::map<std::string, std::shared_ptr<const RuleSet>, std::less<>> loaded_;
  std::size_t rules_ = 0;  // of all that are loaded, inherited ones counted each time
};

// Whether a rule set's name is that of a file: it holds '/' or ends in .yaml or .yml.
[[nodiscard]] bool names_file(std::string_view name);

// The sets of `audit` when none are named.
[[nodiscard]] const std::vector<std::string>& default_rule_sets();

}  // namespace auditor::assess
