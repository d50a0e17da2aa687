// What the commands of a fleet share. Each subcommand is one file that adds itself: fleet_merge.cpp, fleet_status.cpp…
#pragma once

#include "auditor/cli/command.h"

#include <string>
#include <vector>

namespace auditor::cli {

// Exit codes beside those of all commands (docs/fleet.md).
inline constexpr int with_errors = 4;  // --retry: all is audited, and some lines are errors
inline constexpr int stopped = 75;     // SIGTERM: lines are whole, --resume goes on

// The sources of a list, in a fixed order: lines of a file, or the folders below a folder. Error: source.
[[nodiscard]] Result<std::vector<std::string>> read_sources(const std::string& where);

// As lines name them: without credentials.
[[nodiscard]] std::vector<std::string> shown(const std::vector<std::string>& sources);

void add_fleet_merge(CLI::App& fleet, Context& context);
void add_fleet_status(CLI::App& fleet, Context& context);
void add_fleet_diff(CLI::App& fleet, Context& context);

}  // namespace auditor::cli
