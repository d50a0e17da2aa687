// Parts of one fleet to one file: every source once, in the order of the list, nothing that is not whole.
#pragma once

#include "auditor/core/json.h"
#include "auditor/fleet/manifest.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace auditor::fleet {

struct MergeOptions {
  std::vector<std::string> parts;
  std::optional<std::vector<std::string>> list;  // sources wanted, as lines name them; none: those of the parts
  std::string output;
  bool partial = false;  // the parts are attempts at one shard, to be gone on with
};

struct Merged {
  std::size_t wanted = 0;
  std::size_t done = 0;                // with a line, failed ones too
  std::size_t failed = 0;              // whose line is an error
  std::size_t duplicate = 0;           // lines more than one a source
  std::size_t broken = 0;              // lines that are not whole
  std::size_t unlisted = 0;            // sources that the list does not name; left out
  std::vector<std::string> missing;    // sources without a line
  std::vector<std::string> different;  // sources with results that differ
  std::vector<std::string> unmarked;   // parts without a manifest, when no part has one
};

// Writes the output under another name, makes it safe and renames it. Of several lines of a source a result goes before
// an error, then the later attempt, then the later part. Errors: usage (parts that are not mixed; output), source.
[[nodiscard]] Result<Merged> merge(const MergeOptions& options);

[[nodiscard]] Json to_json(const Merged& merged);

}  // namespace auditor::fleet
