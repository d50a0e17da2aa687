// auditor inspect license FILE…
#include "auditor/cli/command.h"

namespace auditor::cli {

void add_inspect_license(CLI::App& inspect, Context& context) {
  (void)inspect;
  (void)context;
}

}  // namespace auditor::cli
