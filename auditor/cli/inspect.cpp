// auditor inspect card|license|weights: one collector on files, outside any repository.
#include "auditor/cli/command.h"

namespace auditor::cli {

void add_inspect(CLI::App& app, Context& context) {
  CLI::App* inspect = app.add_subcommand("inspect", "Read cards, licence texts or weight files outside any repository");
  inspect->require_subcommand(1);
  inspect->footer("Example:\n  auditor inspect license LICENSE");
  add_inspect_card(*inspect, context);
  add_inspect_license(*inspect, context);
  add_inspect_weights(*inspect, context);
}

}  // namespace auditor::cli
