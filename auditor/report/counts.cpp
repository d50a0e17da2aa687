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
  add("known", "known", "known");
  add("waived", "waived", "waived");
  add("pass", "passed", "passed");
  return fmt::format("{}", fmt::join(parts, " · "));
}

std::string gate_line(const Json& report) {
  constexpr std::size_t most = 8;
  const Json& gate = member(report, "gate");
  if (!gate.is_object()) return {};
  std::string out = "Passed";
  if (text(gate, "result") != "passed") {
    const std::int64_t count = number(gate, "findings");
    auto rules = texts(member(gate, "rules"));
    const std::size_t left = rules.size() > most ? rules.size() - most : 0;
    if (left > 0) rules.resize(most);
    out = fmt::format("Blocked: {} finding{}: {}{}", grouped(count), count == 1 ? "" : "s", fmt::join(rules, ", "),
                      left > 0 ? fmt::format(" and {} more", left) : "");
  }
  if (const std::int64_t known = number(gate, "known"); known > 0) out += fmt::format(" · {} known", grouped(known));
  // What let it pass is said where it passes.
  if (const std::int64_t waived = number(member(report, "summary"), "waived"); waived > 0)
    out += fmt::format(" · {} waived", grouped(waived));
  return out;
}

}  // namespace auditor::report
