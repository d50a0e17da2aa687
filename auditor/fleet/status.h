// How far a fleet of shards is, from the files of its folder alone: shard-NNNNN.jsonl is a finished shard,
// shard-NNNNN.JOB.RESTART.part an attempt at one (each may end in .zst).
#pragma once

#include "auditor/core/json.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace auditor::fleet {

struct Status {
  unsigned shards = 0;                        // of which the fleet is made
  std::vector<unsigned> done;                 // sorted, as are the others
  std::vector<unsigned> begun;                // with an attempt, not finished
  std::vector<unsigned> missing;              // without any file
  std::size_t lines = 0;                      // results and errors; of an unfinished shard those of its longest attempt
  std::map<std::string, std::size_t> errors;  // by reason
  std::size_t broken = 0;                     // lines that are not whole
  double seconds = 0;                         // from the first file to the last write; 0 when the system does not tell
};

// Reads the folder and the folders in it. Errors: source; usage (no shards, or those of several fleets).
[[nodiscard]] Result<Status> status_of(const std::string& folder);

[[nodiscard]] Json to_json(const Status& status);

// "1,4-6", as sbatch --array takes it: every shard that is not finished.
[[nodiscard]] std::string unfinished(const Status& status);

}  // namespace auditor::fleet
