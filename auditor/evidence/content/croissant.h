// Croissant: metadata of a data set in JSON-LD (mlcommons.org/croissant), as hubs and search engines read them.
// Words: rules/vocabulary/dataset.yaml.
#pragma once

#include "auditor/evidence/repository/repository.h"

#include <string>
#include <vector>

namespace auditor::evidence {

struct Croissant {
  std::string path;
  std::string version;  // 1.0; empty when the file names none
  std::string name;
  std::string license;                   // SPDX expression; empty when none is given or nobody knows it
  std::string license_label;             // as written
  std::vector<std::string> missing;      // properties that the format requires
  std::vector<std::string> responsible;  // those of the RAI vocabulary that are filled in
  std::string problem;                   // why it is no Croissant; empty when it is one
  Citations evidence;
};

// Files at the root or one folder below, by their name or by what they say they conform to.
[[nodiscard]] std::vector<Croissant> read_croissant(Repository& repository);

}  // namespace auditor::evidence
