#include "auditor/report/compare.h"

#include "auditor/report/console.h"
#include "auditor/report/escape.h"
#include "auditor/report/html_page.h"
#include "auditor/report/labels.h"
#include "auditor/report/view.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

namespace auditor::report {
namespace {

Json cell(std::string_view text, Tone tone, std::string_view detail = {}) {
  return {{"text", clean(text)}, {"tone", to_string(tone)}, {"detail", clean(detail)}};
}

Json row(std::string_view id, std::string_view title, std::string_view group, Json cells) {
  return {{"id", id}, {"title", title}, {"group", group}, {"cells", std::move(cells)}};
}

template <class Cell>
Json cells_of(const std::vector<Json>& reports, Cell make) {
  Json cells = Json::array();
  for (const Json& report : reports) cells.push_back(make(report));
  return cells;
}

Json verdict_cell(const Json& report) {
  const Class& kind = class_of(text(member(report, "verdict"), "class"));
  return cell(kind.title, kind.tone);
}

// What is there is coloured by its terms; what is not, by its absence.
Json scope_cell(const Json& report, std::string_view name) {
  const Json& scope = member(member(report, "scopes"), name);
  const Json& license = member(scope, "license");
  const std::string_view status = text(scope, "status");
  const Tone presence = tone_of_status(status);
  const bool there = presence == Tone::good || presence == Tone::partial;
  const std::string_view openness = text(license, "openness");
  const std::string_view concluded = text(license, "concluded");
  return cell(words(status.empty() ? "unknown" : status), there ? tone_of_openness(openness) : presence,
              !concluded.empty() || !there ? concluded
              : openness == "none"         ? "no licence"
                                           : "licence not known");
}

Json bias_cell(const Json& report) {
  const Json& bias = member(report, "bias");
  if (!member(bias, "level").is_number_integer()) return cell("unknown", Tone::unknown);
  const std::int64_t level = number(bias, "level");
  return cell(fmt::format("{} {}", level, bias_name(level)), tone_of_bias(level));
}

std::string counted(std::int64_t count, std::string_view what) {
  return fmt::format("{} {}{}", grouped(count), what, count == 1 ? "" : "s");
}

Json errors_cell(const Json& report) {
  const Json& summary = member(report, "summary");
  const std::int64_t errors = number(summary, "error");
  const std::int64_t warnings = number(summary, "warning");
  return cell(counted(errors, "error"),
              errors > 0     ? Tone::bad
              : warnings > 0 ? Tone::partial
                             : Tone::good,
              counted(warnings, "warning"));
}

Json level_cell(const Json& report, const std::string& set) {
  const Json& level = member(member(report, "levels"), set);
  if (!level.is_object()) return cell("not applied", Tone::unknown);
  const std::string_view reached = text(level, "class");
  std::vector<std::string> steps;
  double best = 0;
  const Json& progress = member(level, "progress");
  if (progress.is_object())
    for (const auto& [step, value] : progress.items()) {
      if (!value.is_number()) continue;
      best = std::max(best, value.get<double>());
      steps.push_back(fmt::format("{}: {:.0f}\u00a0%", step_name(step), value.get<double>()));
    }
  const std::string detail = fmt::format("{}", fmt::join(steps, ", "));
  if (!reached.empty()) return cell(level_reached(level), Tone::good, detail);
  return cell(level_reached(level), best >= 50 ? Tone::partial : Tone::bad, detail);
}

Json grade_cell(const Json& report, const std::string& set, const std::string& item) {
  const std::string_view grade = text(member(member(member(report, "levels"), set), "grades"), item);
  return cell(grade.empty() ? std::string_view("unknown") : grade, tone_of_grade(grade));
}

// Frameworks in the order of their ids: those with levels give one row, those with grades one for each item.
void add_frameworks(Json& rows, const std::vector<Json>& reports) {
  std::map<std::string, std::string> titles;
  std::map<std::string, std::set<std::string>> graded;
  for (const Json& report : reports) {
    const Json& levels = member(report, "levels");
    if (!levels.is_object()) continue;
    for (const auto& [id, level] : levels.items()) {
      const std::string title = clean(text(level, "title"));
      titles.try_emplace(id, title.empty() ? id : title);
      const Json& grades = member(level, "grades");
      if (grades.is_object())
        for (const auto& [item, grade] : grades.items()) graded[id].insert(item);
    }
  }
  for (const auto& [id, title] : titles) {
    const auto items = graded.find(id);
    const std::string& set = id;
    if (items == graded.end()) {
      rows.push_back(
          row(id, title, "Frameworks", cells_of(reports, [&](const Json& r) { return level_cell(r, set); })));
      continue;
    }
    for (const std::string& item : items->second)
      rows.push_back(row(id + "/" + item, heading(item), title,
                         cells_of(reports, [&](const Json& r) { return grade_cell(r, set, item); })));
  }
}

std::string symbol_of(std::string_view tone) {
  return tone == "good" ? "●" : tone == "partial" ? "◐" : tone == "bad" ? "○" : "?";
}

Tone tone_named(std::string_view tone) {
  return tone == "good" ? Tone::good : tone == "partial" ? Tone::partial : tone == "bad" ? Tone::bad : Tone::unknown;
}

std::string cell_line(const Json& one) {
  const std::string detail(text(one, "detail"));
  return symbol_of(text(one, "tone")) + " " + std::string(text(one, "text")) + (detail.empty() ? "" : " " + detail);
}

// As many columns at a time as the width holds.
std::string text_table(const Json& table, const RenderOptions& options) {
  Console out(options);
  const std::size_t total = table["columns"].size();
  const std::size_t name_width = 22;
  const std::size_t room = out.width() - name_width - 3;
  const std::size_t fitting = std::max<std::size_t>(1, room / 20);
  const std::size_t at_once = std::min(total, fitting);
  const std::size_t width = room / at_once - 2;
  for (std::size_t from = 0; from < total; from += at_once) {
    const std::size_t to = std::min(total, from + at_once);
    if (from > 0) out.blank();
    std::vector<std::size_t> widths = {name_width};
    std::vector<Cell> head = {{"", Ink::plain}};
    for (std::size_t i = from; i < to; ++i) {
      head.push_back({std::string(text(table["columns"][i], "name")), Ink::bold});
      widths.push_back(width);
    }
    out.row(" ", head, widths);
    std::string_view group;
    for (const Json& one : table["rows"]) {
      if (text(one, "group") != group) out.title(group = text(one, "group"));
      std::vector<Cell> line = {{std::string(text(one, "title")), Ink::plain}};
      for (std::size_t i = from; i < to; ++i)
        line.push_back({cell_line(one["cells"][i]), ink_of(tone_named(text(one["cells"][i], "tone")))});
      out.row(" ", line, widths);
    }
  }
  return out.take();
}

std::string as_markdown(const Json& table) {
  const auto sign = [](std::string_view tone) {
    return tone == "good" ? "🟢" : tone == "partial" ? "🟡" : tone == "bad" ? "🔴" : "⚪";
  };
  std::string out = "|  |";
  std::string rule = "\n| --- |";
  for (const Json& column : table["columns"]) {
    out += " " + escape_markdown(text(column, "name")) + " |";
    rule += " --- |";
  }
  out += rule + "\n";
  for (const Json& one : table["rows"]) {
    out += "| " + escape_markdown(text(one, "title")) + " |";
    for (const Json& each : one["cells"]) {
      const std::string detail = code_span(text(each, "detail"));
      out += fmt::format(" {} {}{} |", sign(text(each, "tone")), escape_markdown(text(each, "text")),
                         detail.empty() ? "" : "<br>" + detail);
    }
    out += "\n";
  }
  return out;
}

std::string as_html(const Json& table) {
  Json page = {{"columns", table["columns"]},
               {"groups", Json::array()},
               {"count", std::to_string(table["columns"].size())},
               {"span", std::to_string(table["columns"].size() + 1)}};
  for (const Json& one : table["rows"]) {
    Json& groups = page["groups"];
    if (groups.empty() || groups.back()["title"] != one["group"])
      groups.push_back({{"title", one["group"]}, {"rows", Json::array()}});
    Json cells = one["cells"];
    for (Json& each : cells) each["sign"] = symbol_of(text(each, "tone"));
    groups.back()["rows"].push_back({{"label", one["title"]}, {"cells", std::move(cells)}});
  }
  return fill_page("compare.html", page);
}

}  // namespace

std::vector<std::string_view> comparison_formats() { return {"text", "markdown", "html", "json"}; }

Json comparison_of(const std::vector<Json>& reports) {
  Json columns = Json::array();
  std::map<std::string_view, int> named;
  for (const Json& report : reports) ++named[source_name(report)];
  for (const Json& report : reports) {
    const Json& source = member(report, "source");
    const std::string commit = clean(text(source, "commit"));
    const bool alone = named[source_name(report)] == 1 || commit.empty();
    columns.push_back({{"name", clean(source_name(report)) + (alone ? "" : " @ " + commit.substr(0, 7))},
                       {"commit", commit},
                       {"date", date_of(text(source, "time"))}});
  }
  Json rows = Json::array();
  rows.push_back(row("verdict", "Verdict", "Openness", cells_of(reports, verdict_cell)));
  for (const std::string_view name : scope_names)
    rows.push_back(
        row(name, heading(name), "Openness", cells_of(reports, [&](const Json& r) { return scope_cell(r, name); })));
  rows.push_back(row("bias", "Bias", "Openness", cells_of(reports, bias_cell)));
  rows.push_back(row("findings", "Findings", "Openness", cells_of(reports, errors_cell)));
  add_frameworks(rows, reports);
  return {{"schema", "auditor-comparison/1"}, {"columns", std::move(columns)}, {"rows", std::move(rows)}};
}

Result<std::string> render_comparison(std::string_view format, const std::vector<Json>& reports,
                                      const RenderOptions& options) {
  if (reports.empty()) return fail(ErrorCode::usage, "nothing to compare");
  for (const Json& report : reports)
    if (!report.is_object() || text(report, "schema") != "auditor-report/1")
      return fail(ErrorCode::malformed, "not a report document (schema auditor-report/1)");
  const Json table = comparison_of(reports);
  if (format == "text") return text_table(table, options);
  if (format == "markdown") return as_markdown(table);
  if (format == "html") return as_html(table);
  if (format == "json") return dump_safe(table);
  return fail(ErrorCode::usage, "unknown format \"" + std::string(format) + "\"");
}

}  // namespace auditor::report
