// auditor facts
#include "auditor/cli/command.h"

namespace auditor::cli {

void add_facts(CLI::App& app, Context& context) {
  (void)app;
  (void)context;
}

}  // namespace auditor::cli
