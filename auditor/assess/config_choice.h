// Which configuration and rule sets an audit stands under.
// Of the machine it reads only rule sets that the caller names; the repository's own come from its snapshot alone.
#pragma once

#include "auditor/assess/assess.h"
#include "auditor/assess/config.h"
#include "auditor/source/snapshot.h"

#include <optional>
#include <string>
#include <vector>

namespace auditor::assess {

// Where a configuration may come from. A repository audits nobody but itself: unless `own_counts` its own file may only
// answer questions, and beside a policy from outside it may only add.
struct ConfigSources {
  std::optional<Config> given;   // instead of the repository's own
  std::optional<Config> policy;  // wins over every other
  bool own_counts = false;
};

// What of the repository's own could not be used and was left out, for the caller to say.
using LeftOut = std::vector<Error>;

// The repository's own `.auditor.yaml`; an empty one when there is none. Error: usage.
[[nodiscard]] Result<Config> config_of(const source::Snapshot& snapshot);

// Error: usage, when the file that counts cannot be used.
[[nodiscard]] Result<Config> choose_config(const source::Snapshot& snapshot, const ConfigSources& sources,
                                           LeftOut& left_out);

// Rule sets by name, where "+NAME" adds to the others, or without others to `base` (empty: the default sets).
[[nodiscard]] std::vector<std::string> sets_asked(const std::vector<std::string>& ids,
                                                  const std::vector<std::string>& base);

// Rule sets of the caller's choice (`ids` as above, else those of the configuration, else the default), then those of
// the repository's own file. `policy`: one from outside holds, so a bad rule set of the repository is left out. Error:
// usage.
[[nodiscard]] Result<AssessOptions> rules_for(const Config& config, const std::vector<std::string>& ids,
                                              const std::string& rules_dir, const source::Snapshot& snapshot,
                                              bool policy, LeftOut& left_out);

}  // namespace auditor::assess
