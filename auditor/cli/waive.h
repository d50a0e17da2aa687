// The command `waive`.
#pragma once

#include "auditor/cli/command.h"

namespace auditor::cli {

void add_waive(CLI::App& app, Context& context);

}  // namespace auditor::cli
