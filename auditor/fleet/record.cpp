#include "auditor/fleet/record.h"

#include "auditor/core/json_view.h"
#include "auditor/core/text.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace auditor::fleet {
namespace {

Json value_at(const Json& document, std::string_view dotted) {
  const Json* value = find_path(document, dotted);
  return value == nullptr ? Json() : *value;
}

Json scopes_of(const Json& report) {
  Json scopes = Json::object();
  for (const auto& [scope, value] : member(report, "scopes").items())
    scopes[scope] = {{"status", text(value, "status").empty() ? "unknown" : text(value, "status")},
                     {"license", value_at(value, "license.concluded")},
                     {"openness", value_at(value, "license.openness")}};
  return scopes;
}

// {use: {answer, conditions: [kind]}}; the kinds sorted, each once.
Json permissions_of(const Json& report) {
  Json permissions = Json::object();
  for (const auto& [use, ruling] : member(report, "permissions").items()) {
    std::vector<std::string> kinds;
    for (const Json* condition : objects(member(ruling, "conditions"))) kinds.emplace_back(text(*condition, "kind"));
    std::sort(kinds.begin(), kinds.end());
    kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
    permissions[use] = {{"answer", value_at(ruling, "answer")}, {"conditions", std::move(kinds)}};
  }
  return permissions;
}

// {rule: pass|fail|unknown}, of the rules on the safety of files; the worst of a rule's findings.
Json safety_of(const Json& report) {
  constexpr std::array<std::string_view, 3> worst_last = {"pass", "unknown", "fail"};
  const auto rank = [&](std::string_view status) {
    return std::find(worst_last.begin(), worst_last.end(), status) - worst_last.begin();
  };
  Json safety = Json::object();
  for (const Json* finding : objects(member(report, "findings"))) {
    if (text(*finding, "rule_set") != "weights-safety") continue;
    const std::string_view status = text(*finding, "status") == "waived" ? "fail" : text(*finding, "status");
    if (std::find(worst_last.begin(), worst_last.end(), status) == worst_last.end()) continue;
    const std::string rule(text(*finding, "rule"));
    if (!safety.contains(rule) || rank(text(safety, rule)) < rank(status)) safety[rule] = status;
  }
  return safety;
}

// {section: filled|placeholder}; what is absent is not named.
Json documentation_of(const Json& report) {
  Json sections = Json::object();
  for (const auto& [name, section] : member(member(member(report, "facts"), "card"), "sections").items())
    if (const std::string_view status = text(section, "status"); !status.empty() && status != "absent")
      sections[name] = status;
  return sections;
}

}  // namespace

Json digest_of(const Json& report) {
  const Json levels = member(report, "levels");
  const Json summary = member(report, "summary");
  return {{"name", text(member(report, "source"), "name")},
          {"commit", text(member(report, "source"), "commit")},
          {"verdict", value_at(report, "verdict.class")},
          {"scopes", scopes_of(report)},
          {"permissions", permissions_of(report)},
          {"safety", safety_of(report)},
          {"documentation", documentation_of(report)},
          {"bias", value_at(report, "bias.level")},
          {"levels", levels.is_object() ? levels : Json::object()},
          {"summary", summary.is_object() ? summary : Json::object()}};
}

Json result_line(const std::string& input, const Json& report, bool full) {
  if (full) return {{"input", input}, {"report", report}};
  Json line = digest_of(report);
  line["input"] = input;
  return line;
}

Json digest_of_line(const Json& line) {
  const Json& report = member(line, "report");
  if (report.is_object()) return digest_of(report);
  Json digest = line;
  for (const char* of_since : {"change", "changes"}) digest.erase(of_since);
  return digest;
}

Json open_error(const std::string& input, const Error& error, unsigned attempt) {
  return {{"input", input}, {"error", error.str()}, {"reason", "open"}, {"attempt", attempt}};
}

Json lost_error(const std::string& input, const WorkEnd& how, const ProcessLimits& limits, unsigned attempt) {
  Json line = {{"input", input}, {"attempt", attempt}};
  switch (how.reason) {
    case WorkEnd::Reason::time:
      line["error"] = fmt::format("{}: no end in {} seconds", input, limits.time.count());
      line["reason"] = "time";
      break;
    case WorkEnd::Reason::memory:
      line["error"] = fmt::format("{}: takes more than {} MiB of memory", input, limits.memory >> 20U);
      line["reason"] = "memory";
      break;
    default:
      line["error"] = input + ": the audit crashed";
      line["reason"] = "crash";
      if (how.signal != 0) line["signal"] = how.signal;
  }
  return line;
}

bool is_error(const Json& line) { return line.is_object() && line.contains("error"); }

bool is_result(const Json& line) {
  return member(member(line, "report"), "source").is_object() || member(line, "scopes").is_object() ||
         text(line, "change") == "removed";
}

unsigned attempt_of(const Json& line) {
  return static_cast<unsigned>(std::clamp<std::int64_t>(number(line, "attempt", 1), 1, 1'000'000));
}

Result<std::vector<std::string>> parse_reasons(std::string_view words) {
  std::vector<std::string> reasons;
  if (words.empty()) return reasons;
  for (const std::string_view word : split(words, ',')) {
    if (word == "error") reasons.insert(reasons.end(), {"open", "crash"});
    else if (word == "open" || word == "crash" || word == "time" || word == "memory") reasons.emplace_back(word);
    else
      return fail(ErrorCode::usage,
                  "--retry takes error (open and crash), open, crash, time and memory, not '" + printable(word) + "'");
  }
  return reasons;
}

}  // namespace auditor::fleet
