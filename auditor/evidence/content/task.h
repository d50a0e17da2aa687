// What the model is for, as far as laws ask: whether it generates content, and whether language, images or video.
// Data: rules/vocabulary/tasks.yaml.
#pragma once

#include "auditor/evidence/repository/repository.h"

#include <string>
#include <vector>

namespace auditor::evidence {

enum class Generates { unknown, nothing, general, other };  // general: language, images or video

struct Task {
  Generates generates = Generates::unknown;
  std::string value;  // the tag, class or word that decided
  Citations evidence;
};

[[nodiscard]] Task find_task(Repository& repository, const std::vector<std::string>& documents);

// {generative, general: true | false | "unknown", value, evidence}.
[[nodiscard]] Json to_json(const Task& task);

}  // namespace auditor::evidence
