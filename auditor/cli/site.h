#pragma once

#include "auditor/cli/command.h"

namespace auditor::cli {

// auditor fleet site
void add_site(CLI::App& fleet, Context& context);

}  // namespace auditor::cli
