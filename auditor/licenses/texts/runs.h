// Runs of words that a file and a reference text share.
#pragma once

#include "auditor/licenses/texts/trigrams.h"

#include <cstdint>
#include <vector>

namespace auditor::licenses {

// Words [file, file + length) of the file equal words [text, text + length) of the reference.
struct Run {
  std::uint32_t file;
  std::uint32_t text;
  std::uint32_t length;
};

// Every run that is long enough not to be chance in a text of this length, by place in the file.
[[nodiscard]] std::vector<Run> find_runs(const Text& text, const std::vector<Word>& words,
                                         const FileTrigrams& trigrams);

}  // namespace auditor::licenses
