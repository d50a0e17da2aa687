// auditor rules
#include "auditor/cli/command.h"

namespace auditor::cli {

void add_rules(CLI::App& app, Context& context) {
  (void)app;
  (void)context;
}

}  // namespace auditor::cli
