// The document behind a public Report.
#pragma once

#include "auditor/core/json.h"
#include "auditor/report.h"

#include <utility>

namespace auditor {

struct Report::Document {
  Json json;
};

[[nodiscard]] inline Report make_report(Json json) {
  return Report(std::make_shared<const Report::Document>(Report::Document{std::move(json)}));
}

}  // namespace auditor
