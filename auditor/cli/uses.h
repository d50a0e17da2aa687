// The command `uses`.
#pragma once

#include "auditor/cli/command.h"

namespace auditor::cli {

void add_uses(CLI::App& app, Context& context);

}  // namespace auditor::cli
