#include "auditor/report/changes.h"

#include "auditor/report/escape.h"

#include <fmt/format.h>

namespace auditor::report {
namespace {

std::string label(const Json& source) {
  const std::string revision = clean(source.value("revision", ""));
  const std::string commit = source.value("commit", "");
  return commit.empty() ? revision : fmt::format("{} ({})", revision, commit.substr(0, 12));
}

std::string first_place(const Json& change) {
  const Json evidence = change.value("evidence", Json::array());
  if (evidence.empty() || !evidence[0].is_object()) return {};
  const int line = evidence[0].value("start_line", 0);
  const std::string path = clean(evidence[0].value("path", ""));
  return line > 0 ? fmt::format("{}:{}", path, line) : path;
}

std::string_view sign(const std::string& direction) {
  return direction == "better" ? "+" : direction == "worse" ? "-" : "~";
}

std::string shown(const std::string& value) { return value.empty() ? "nothing" : clean(value); }

std::string as_text(const Json& document) {
  std::string out = fmt::format("{}: {} -> {}\n", clean(document["to"].value("name", "")), label(document["from"]),
                                label(document["to"]));
  if (document["changes"].empty()) return out + "Nothing that is judged changed.\n";
  for (const Json& change : document["changes"]) {
    out += fmt::format("{} {}: {} -> {}\n", sign(change.value("direction", "")), clean(change.value("subject", "")),
                       shown(change.value("before", "")), shown(change.value("after", "")));
    if (const std::string place = first_place(change); !place.empty()) out += "    " + place + "\n";
  }
  return out + (document.value("regression", false) ? "Something got worse.\n" : "Nothing got worse.\n");
}

std::string as_markdown(const Json& document) {
  std::string out = fmt::format("### {}: {} to {}\n\n", escape_markdown(document["to"].value("name", "")),
                                escape_markdown(label(document["from"])), escape_markdown(label(document["to"])));
  if (document["changes"].empty()) return out + "Nothing that is judged changed.\n";
  out += "| | What | Before | After | Where |\n|---|---|---|---|---|\n";
  for (const Json& change : document["changes"]) {
    const std::string place = first_place(change);
    out += fmt::format("| {} | {} | {} | {} | {} |\n", change.value("direction", ""),
                       escape_markdown(change.value("subject", "")), escape_markdown(shown(change.value("before", ""))),
                       escape_markdown(shown(change.value("after", ""))), place.empty() ? "" : code_span(place));
  }
  return out;
}

}  // namespace

Result<std::string> render_changes(std::string_view format, const Json& changes) {
  if (format == "json") return dump_safe(changes) + "\n";
  if (format == "text") return as_text(changes);
  if (format == "markdown") return as_markdown(changes);
  return fail(ErrorCode::usage, "no format '" + std::string(format) + "' here: text, markdown or json");
}

}  // namespace auditor::report
