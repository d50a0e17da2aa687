// Markdown that fits a pull-request comment: the verdict and a table first, details folded.
#include "auditor/core/text.h"
#include "auditor/report/counts.h"
#include "auditor/report/escape.h"
#include "auditor/report/headline.h"
#include "auditor/report/labels.h"
#include "auditor/report/permissions.h"
#include "auditor/report/renderers.h"
#include "auditor/report/view.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace auditor::report {
namespace {

constexpr std::size_t shown_findings = 200;  // a comment holds 65,536 characters
constexpr std::size_t shown_models = 50;
constexpr std::size_t room_for_findings = 48'000;

std::string_view sign(Tone tone) {
  switch (tone) {
    case Tone::good: return "🟢";
    case Tone::partial: return "🟡";
    case Tone::bad: return "🔴";
    case Tone::unknown: break;
  }
  return "⚪";
}

std::string signed_words(Tone tone, std::string_view text) {
  return std::string(sign(tone)) + " " + escape_markdown(text);
}

std::string citations(const std::vector<Place>& places, std::size_t most) {
  std::string out;
  for (std::size_t i = 0; i < places.size() && i < most; ++i) {
    out += (i == 0 ? "" : ", ") + code_span(place_text(places[i]));
  }
  if (places.size() > most) out += fmt::format(" and {} more", places.size() - most);
  return out;
}

std::string bar(double percent) {
  const int filled = std::clamp(static_cast<int>(percent / 10 + 0.5), 0, 10);
  std::string out;
  for (int i = 0; i < 10; ++i) out += i < filled ? "█" : "░";
  return out;
}

void write_head(std::string& out, const Json& report) {
  const Json& source = member(report, "source");
  const Json& verdict = member(report, "verdict");
  const Class& kind = class_of(text(verdict, "class"));
  out += fmt::format("## {} {}: {}\n\n", sign(kind.tone), escape_markdown(source_name(report)),
                     escape_markdown(kind.title));
  const int rank = class_rank(text(verdict, "class"));
  std::string steps;
  for (std::size_t i = 0; i < classes().size(); ++i) {
    const std::string name = to_lower(classes()[i].title);
    steps += (i == 0 ? "" : " → ") + (static_cast<int>(i) == rank ? "**" + name + "**" : name);
  }
  out += steps + "\n\n";
  for (const Json* why : objects(member(verdict, "why"))) {
    const std::string cited = citations(places(member(*why, "evidence")), 3);
    out += "- " + escape_markdown(text(*why, "text")) + (cited.empty() ? "" : " (" + cited + ")") + "\n";
  }
  if (const auto commit = text(source, "commit"); !commit.empty())
    out += "\nCommit " + code_span(commit.substr(0, 12)) +
           (date_of(text(source, "time")).empty() ? "" : " of " + date_of(text(source, "time"))) + ".\n";
}

void write_doubts(std::string& out, const Json& report) {
  constexpr std::size_t shown = 10;
  const auto doubts = objects(member(report, "doubts"));
  if (doubts.empty()) return;
  out += "\n**Open questions**\n\n";
  for (std::size_t i = 0; i < doubts.size() && i < shown; ++i) {
    const std::string cited = citations(places(member(*doubts[i], "evidence")), 2);
    out += "- " + escape_markdown(text(*doubts[i], "text")) + (cited.empty() ? "" : " (" + cited + ")") + "\n";
  }
  if (doubts.size() > shown) out += fmt::format("- and {} more\n", doubts.size() - shown);
}

void write_permissions(std::string& out, const Json& report) {
  const auto rows = use_rows(report);
  if (rows.empty()) return;
  out += "\n<details><summary>What you may do</summary>\n\n| Use | Answer | Conditions |\n| --- | --- | --- |\n";
  for (const UseRow& row : rows)
    out += fmt::format("| {} | {} | {} |\n", escape_markdown(row.title), signed_words(row.tone, row.answer),
                       escape_markdown(row.conditions));
  out += "\nRead from the texts; not legal advice.\n\n</details>\n";
}

std::string licence_cell(const Json& scope) {
  const std::string licence = code_span(text(member(scope, "license"), "concluded"));
  return licence.empty() ? licence_in_words(scope) : licence;
}

void write_scopes(std::string& out, const Json& report) {
  out += "\n| Scope | Status | Licence | Terms |\n| --- | --- | --- | --- |\n";
  for (const std::string_view name : scope_names) {
    const Json& scope = member(member(report, "scopes"), name);
    const std::string_view status = text(scope, "status");
    const std::string_view openness = text(member(scope, "license"), "openness");
    out += fmt::format("| {} | {} | {} | {} |\n", heading(name),
                       signed_words(tone_of_status(status), words(status.empty() ? "unknown" : status)),
                       licence_cell(scope), signed_words(tone_of_openness(openness), terms_in_words(scope)));
  }
  const std::int64_t level = number(member(report, "bias"), "level", -1);
  out += fmt::format("| Bias | {} level {}, {} | | |\n", sign(tone_of_bias(level)), level, bias_name(level));
}

void write_models(std::string& out, const Json& report) {
  const auto models = objects(member(report, "models"));
  if (models.size() < 2) return;
  out += fmt::format(
      "\n<details><summary>{} models</summary>\n\n| Model | Verdict | Weights | Bias |\n"
      "| --- | --- | --- | --- |\n",
      models.size());
  for (std::size_t i = 0; i < models.size() && i < shown_models; ++i) {
    const Class& kind = class_of(text(member(*models[i], "verdict"), "class"));
    const Json& weights = member(member(*models[i], "scopes"), "weights");
    out += fmt::format("| {} | {} {} | {} | {} |\n", escape_markdown(text(*models[i], "name")), sign(kind.tone),
                       kind.title, licence_cell(weights), number(member(*models[i], "bias"), "level", -1));
  }
  if (models.size() > shown_models) out += fmt::format("\nand {} more\n", models.size() - shown_models);
  out += "\n</details>\n";
}

void write_frameworks(std::string& out, const Json& report) {
  const Json& levels = member(report, "levels");
  if (!levels.is_object() || levels.empty()) return;
  out += "\n| Framework | Reached | Progress |\n| --- | --- | --- |\n";
  for (const auto& [id, level] : levels.items()) {
    std::vector<std::string> steps;
    const Json& progress = member(level, "progress");
    if (progress.is_object())
      for (const auto& [step, value] : progress.items())
        if (value.is_number())
          steps.push_back(fmt::format("{} {} {:.0f} %", escape_markdown(words(step_name(step))),
                                      bar(value.get<double>()), value.get<double>()));
    std::map<std::string_view, int> count;
    const Json& grades = member(level, "grades");
    if (grades.is_object())
      for (const auto& [item, grade] : grades.items()) ++count[as_text(grade)];
    for (const std::string_view grade : {"open", "partial", "closed", "unknown"})
      if (count[grade] > 0) steps.push_back(fmt::format("{} {} {}", sign(tone_of_grade(grade)), count[grade], grade));
    const std::string_view title = text(level, "title");
    const bool graded_only = !progress.is_object() || progress.empty();
    const std::string reached =
        graded_only && text(level, "class").empty() ? "–" : escape_markdown(level_reached(level));
    out += fmt::format("| {} | {} | {} |\n", escape_markdown(title.empty() ? std::string_view(id) : title),
                       text(level, "class").empty() ? reached : "**" + reached + "**", fmt::join(steps, "<br>"));
  }
}

std::string entry(const Finding& finding) {
  std::string out = fmt::format("- **{}** ({})", escape_markdown(headline(finding)), code_span(finding.rule));
  for (std::size_t i = 0; i < finding.evidence.size() && i < 3; ++i) {
    const Place& place = finding.evidence[i];
    out += "\n  - " + code_span(place_text(place));
    if (!place.quote.empty()) out += " " + code_span(ellipsize(place.quote, 160));
  }
  if (!finding.remedy.empty()) out += "\n  - → " + escape_markdown(finding.remedy);
  return out + "\n";
}

void write_group(std::string& out, const std::vector<Finding>& all, std::string_view title, bool open,
                 bool (*belongs)(const Finding&)) {
  std::string body;
  std::size_t count = 0;
  std::size_t written = 0;
  for (const Finding& finding : all) {
    if (!belongs(finding) || is_known(finding)) continue;
    ++count;
    if (written < shown_findings && out.size() + body.size() < room_for_findings) body += entry(finding), ++written;
  }
  if (count == 0) return;
  out += fmt::format("\n<details{}><summary>{} ({})</summary>\n\n{}", open ? " open" : "", title,
                     grouped(static_cast<std::int64_t>(count)), body);
  if (written < count) out += fmt::format("- and {} more\n", count - written);
  out += "\n</details>\n";
}

void write_findings(std::string& out, const Json& report) {
  const std::vector<Finding> all = by_urgency(findings(report));
  out += "\n### Findings\n";
  const std::size_t before = out.size();
  write_group(out, all, "✗ Errors", true, [](const Finding& f) { return f.status == "fail" && f.severity == "error"; });
  write_group(out, all, "! Warnings", false,
              [](const Finding& f) { return f.status == "fail" && f.severity == "warning"; });
  write_group(out, all, "Notes", false,
              [](const Finding& f) { return f.status == "fail" && f.severity != "error" && f.severity != "warning"; });
  write_group(out, all, "? Could not be judged", false, [](const Finding& f) { return f.status == "unknown"; });
  write_group(out, all, "Waived", false, [](const Finding& f) { return f.status == "waived"; });
  if (out.size() == before) out += "\nNone.\n";
  if (const auto known = number(member(report, "summary"), "known"); known > 0)
    out += fmt::format("\n{} known to the baseline.\n", grouped(known));
}

void write_next(std::string& out, const Json& report) {
  const Json& next = member(member(report, "verdict"), "next");
  const auto missing = objects(member(next, "missing"));
  if (missing.empty() || text(next, "class").empty()) return;
  out += fmt::format("\n### To become {}\n\n", to_lower(class_of(text(next, "class")).title));
  for (const Json* item : missing) {
    out += "- [ ] " + escape_markdown(text(*item, "text"));
    if (const auto effort = text(*item, "effort"); !effort.empty()) out += " (" + escape_markdown(effort) + " effort)";
    out += "\n";
  }
}

}  // namespace

std::string render_markdown(const Json& report, const RenderOptions& /*options*/) {
  std::string out;
  if (const std::string gate = gate_line(report); !gate.empty()) out += "**" + escape_markdown(gate) + "**\n\n";
  write_head(out, report);
  write_doubts(out, report);
  write_permissions(out, report);
  write_scopes(out, report);
  write_models(out, report);
  write_frameworks(out, report);
  write_findings(out, report);
  write_next(out, report);
  const Json& tool = member(report, "tool");
  out += "\n<sub>auditor " + escape_markdown(text(tool, "version"));
  if (const auto list = text(member(tool, "data"), "spdx_list"); !list.empty())
    out += ", SPDX list " + escape_markdown(list);
  out += "</sub>\n";
  return out;
}

}  // namespace auditor::report
