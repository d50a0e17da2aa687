// auditor audit
#include "auditor/cli/command.h"

namespace auditor::cli {

void add_audit(CLI::App& app, Context& context) {
  (void)app;
  (void)context;
}

}  // namespace auditor::cli
