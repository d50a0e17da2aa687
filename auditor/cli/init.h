// The command `init`.
#pragma once

#include "auditor/cli/command.h"

namespace auditor::cli {

void add_init(CLI::App& app, Context& context);

}  // namespace auditor::cli
