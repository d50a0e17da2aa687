// What a data set says of itself: the sets it was made from, its files. Words: rules/vocabulary/dataset.yaml.
#pragma once

#include "auditor/evidence/content/data.h"
#include "auditor/evidence/repository/repository.h"

#include <string>
#include <vector>

namespace auditor::evidence {

struct SourceDataset {
  std::string id;
  std::string relation;  // extended, source (metadata), named (words of the card)
  std::string license;   // SPDX expression; empty when not known
  std::string license_source;
  Citations evidence;
};

struct DatasetSources {
  bool original = false;  // the metadata say that it was made anew
  std::vector<SourceDataset> sets;
};

// `source_datasets` of the metadata, and the sets that the card's sentences and links name.
[[nodiscard]] DatasetSources find_source_datasets(Repository& repository, const std::string& card, const Data& data);

// Files that hold data, by their endings.
[[nodiscard]] std::vector<std::string> data_files(const Repository& repository);

}  // namespace auditor::evidence
