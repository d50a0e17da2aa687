#include "auditor/report/counts.h"

#include "auditor/report/labels.h"
#include "auditor/report/view.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace auditor::report {

std::string count_line(const Json& report) {
  const Json& summary = member(report, "summary");
  std::vector<std::string> parts;
  const auto add = [&](std::string_view key, std::string_view one, std::string_view many) {
    const std::int64_t count = number(summary, key);
    if (count > 0) parts.push_back(fmt::format("{} {}", grouped(count), count == 1 ? one : many));
  };
  add("error", "error", "errors");
  add("warning", "warning", "warnings");
  add("note", "note", "notes");
  add("unknown", "unknown", "unknown");
  add("waived", "waived", "waived");
  add("pass", "passed", "passed");
  return fmt::format("{}", fmt::join(parts, " · "));
}

}  // namespace auditor::report
