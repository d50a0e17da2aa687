// The page of one model: templates/site/model.html filled from its report.
#pragma once

#include "auditor/report/site/entry.h"
#include "auditor/report/site/forge.h"

#include <string>

namespace auditor::report::site {

[[nodiscard]] std::string model_page(const Entry& entry, const Forges& forges);

}  // namespace auditor::report::site
