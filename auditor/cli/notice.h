// The command `notice`.
#pragma once

#include "auditor/cli/command.h"

namespace auditor::cli {

void add_notice(CLI::App& app, Context& context);

}  // namespace auditor::cli
