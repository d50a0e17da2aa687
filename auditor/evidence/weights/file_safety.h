// Every file of a repository by what loading it would do, apart from the question which files are the model: a loader
// opens what it is told to open, whatever its name, size or folder.
#pragma once

#include "auditor/evidence/repository/repository.h"
#include "auditor/evidence/weights/weight_files.h"
#include "auditor/formats/inspect.h"

#include <cstddef>
#include <string>
#include <vector>

namespace auditor::evidence {

// A file that is not among the weights and is not known to be harmless.
struct LoadableFile {
  std::string path;
  std::string format;
  formats::Verdict verdict = formats::Verdict::unknown;
  std::vector<std::string> reasons;
};

struct FileSafety {
  std::vector<LoadableFile> files;  // worst first, then by path; bounded
  std::size_t omitted = 0;          // that are not listed, none of them worse than the last one that is
};

// `weights` are the files that were judged as the model.
[[nodiscard]] FileSafety judge_other_files(Repository& repository, const WeightFiles& weights);

}  // namespace auditor::evidence
