// The command `pack`.
#pragma once

#include "auditor/cli/command.h"

namespace auditor::cli {

void add_pack(CLI::App& app, Context& context);

}  // namespace auditor::cli
