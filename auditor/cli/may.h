// The command `may`.
#pragma once

#include "auditor/cli/command.h"

namespace auditor::cli {

void add_may(CLI::App& app, Context& context);

}  // namespace auditor::cli
