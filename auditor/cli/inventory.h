// auditor inventory [STORE…]: every model of this machine or of a store, with its terms.
#pragma once

#include "auditor/cli/command.h"

namespace auditor::cli {

void add_inventory(CLI::App& app, Context& context);

}  // namespace auditor::cli
