// How a text report is fitted to the terminal it goes to. Elsewhere (files, pipes) it never changes: 80 columns, no
// colour, all symbols.
#pragma once

#include "auditor/cli/command.h"
#include "auditor/report/render.h"

#include <string>

namespace auditor::cli {

// Colour where it is allowed and TERM is not "dumb"; ASCII where the locale names another encoding than UTF-8; as many
// columns as the terminal has, when that are fewer and no width was asked for. `output` is --output.
void fit_to_terminal(report::RenderOptions& options, const std::string& output, const Context& context,
                     bool width_given = false);

}  // namespace auditor::cli
