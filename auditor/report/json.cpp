// The report document itself: the contract that every other format is rendered from.
#include "auditor/report/escape.h"
#include "auditor/report/renderers.h"

namespace auditor::report {

std::string render_json(const Json& report, const RenderOptions& /*options*/) { return dump_safe(report); }

}  // namespace auditor::report
