// Where a model lies between closed and open: the ordered decision list of rules/verdict.yaml, applied to each model
// and to the repository. The repository's class is that of the most restrictive weights it offers.
#pragma once

#include "auditor/assess/condition.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::assess {

// Something a class asks for, with what is said when it holds and when it is missing.
struct Requirement {
  std::string_view id;
  Condition holds;
  std::string_view met;
  std::string_view missing;
  std::string_view effort;         // low, medium, high
  std::string_view rule;           // a rule that checks the same; may be empty
  const Json* evidence = nullptr;  // list of paths
};

// Why a class was given, besides the requirements that hold.
struct Reason {
  Condition when;
  std::string_view text;
  const Json* evidence = nullptr;
};

struct VerdictClass {
  std::string_view id;
  std::string_view title;
  std::vector<std::size_t> requirements;  // indices into VerdictList::requirements; all must hold
  Condition holds;                        // and this
  std::vector<Reason> reasons;
  std::string_view next;  // the class to aim for; empty: none
  bool weights = false;   // says something about weights that can be obtained
};

struct VerdictList {
  std::vector<VerdictClass> classes;  // in order of decision, most open first
  std::vector<Requirement> requirements;
  std::shared_ptr<const Json> source;

  [[nodiscard]] const VerdictClass* find(std::string_view id) const;
};

[[nodiscard]] std::shared_ptr<VerdictList> compile_verdict(std::shared_ptr<const Json> source, Problems& problems);

// The whole repository's verdict {class, title, why, next}, and `range` [lowest, highest] when it is undetermined;
// `model_classes` gets the class of each of facts.models.
[[nodiscard]] Json decide(const VerdictList& list, const Json& facts, std::vector<std::string>& model_classes);

}  // namespace auditor::assess
