// The command `explain`.
#pragma once

#include "auditor/cli/command.h"

namespace auditor::cli {

void add_explain(CLI::App& app, Context& context);

}  // namespace auditor::cli
