// auditor verify REPORT [SOURCE]: a saved report against its repository (docs/verify.md).
#pragma once

#include "auditor/cli/command.h"

namespace auditor::cli {

void add_verify(CLI::App& app, Context& context);

}  // namespace auditor::cli
