// The command `fix`.
#pragma once

#include "auditor/cli/command.h"

namespace auditor::cli {

void add_fix(CLI::App& app, Context& context);

}  // namespace auditor::cli
