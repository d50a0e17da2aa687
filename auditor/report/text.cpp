// The report for a terminal: verdict, what is released, frameworks, findings, and what the next class needs.
#include "auditor/core/text.h"

#include "auditor/report/console.h"
#include "auditor/report/counts.h"
#include "auditor/report/escape.h"
#include "auditor/report/headline.h"
#include "auditor/report/permissions.h"
#include "auditor/report/renderers.h"
#include "auditor/report/view.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <set>

namespace auditor::report {
namespace {

constexpr std::size_t shown_per_rule = 5;
constexpr std::size_t shown_models = 20;
constexpr std::size_t shown_places = 3;
constexpr std::size_t shown_doubts = 5;

std::string repeat(std::string_view symbol, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += symbol;
  return out;
}

std::string symbol_of(Tone tone) {
  switch (tone) {
    case Tone::good: return "●";
    case Tone::partial: return "◐";
    case Tone::bad: return "○";
    case Tone::unknown: break;
  }
  return "?";
}

void write_places(Console& out, const std::vector<Place>& places, std::string_view lead) {
  std::size_t count = 0;
  for (const Place& place : places) {
    if (count++ == shown_places) {
      out.paragraph(lead, fmt::format("and {} more", places.size() - shown_places), Ink::dim);
      return;
    }
    const std::string where = std::string(lead) + fit(clean(place_text(place)), out.width() - display_width(lead));
    const std::string quote = clean(place.quote);
    const std::size_t used = display_width(where) + 4;
    const bool quoted = !quote.empty() && used + 8 < out.width();
    out.line({{where + (quoted ? "  “" + fit(quote, out.width() - used) + "”" : ""), Ink::dim}});
  }
}

void write_head(Console& out, const Json& report) {
  const Json& source = member(report, "source");
  std::vector<std::string> facts;
  const std::string revision = clean(text(source, "revision"));
  if (!revision.empty() && revision != text(source, "commit")) facts.push_back(revision);
  if (const auto commit = text(source, "commit"); !commit.empty()) facts.push_back(clean(commit.substr(0, 12)));
  if (const std::string date = date_of(text(source, "time")); !date.empty()) facts.push_back(date);
  if (flag(source, "dirty")) facts.emplace_back("with uncommitted changes");
  if (text(source, "kind") == "folder") facts.emplace_back("a folder without git history");
  const std::string aside = facts.empty() ? "" : "  " + fmt::format("{}", fmt::join(facts, " · "));
  out.line({{" " + clean(source_name(report)), Ink::bold}, {aside, Ink::dim}});
}

// closed ━━━━━━━●──────── open science
void write_scale(Console& out, std::string_view id) {
  const int rank = class_rank(id);
  const std::size_t last = classes().size() - 1;
  const std::size_t length = (out.width() - 26) / last * last;
  if (rank < 0) {
    out.line({{" closed ", Ink::dim}, {repeat("─", length + 1), Ink::dim}, {" open science", Ink::dim}});
    return;
  }
  const std::size_t at = length / last * static_cast<std::size_t>(rank);
  const Ink ink = ink_of(class_of(id).tone);
  out.line({{" closed ", Ink::dim},
            {repeat("━", at), ink},
            {"●", ink},
            {repeat("─", length - at), Ink::dim},
            {" open science", Ink::dim}});
}

// What could restrict and was not understood, before everything that was.
void write_doubts(Console& out, const Json& report) {
  const auto doubts = objects(member(report, "doubts"));
  if (doubts.empty()) return;
  out.title("Open questions", std::to_string(doubts.size()));
  for (std::size_t i = 0; i < doubts.size() && i < shown_doubts; ++i) {
    out.paragraph(" ? ", clean(text(*doubts[i], "text")));
    write_places(out, places(member(*doubts[i], "evidence")), "   ");
  }
  if (doubts.size() > shown_doubts)
    out.paragraph(" ", fmt::format("and {} more", doubts.size() - shown_doubts), Ink::dim);
}

void write_permissions(Console& out, const Json& report) {
  const auto rows = use_rows(report);
  if (rows.empty()) return;
  // Answers are 11 columns; the titles get what the conditions leave, and both are wrapped.
  const std::size_t room = out.width() - 1 - 11 - 4;
  const std::size_t title = std::min<std::size_t>(42, room * 2 / 3);
  const std::vector<std::size_t> widths = {title, 11, room - title};
  out.title("What you may do", "`auditor may` has the clauses; not legal advice");
  for (const UseRow& row : rows)
    out.row(" ",
            {{row.title, Ink::plain},
             {symbol_of(row.tone) + " " + row.answer, ink_of(row.tone)},
             {clean(fmt::format("{}", fmt::join(row.brief, ", "))), Ink::dim}},
            widths);
}

// "Between restricted weights and open model."
void write_range(Console& out, const Json& verdict) {
  const auto range = texts(member(verdict, "range"));
  if (range.size() == 2)
    out.paragraph(
        " ", fmt::format("Between {} and {}.", to_lower(class_of(range[0]).title), to_lower(class_of(range[1]).title)));
}

void write_verdict(Console& out, const Json& report) {
  const Json& verdict = member(report, "verdict");
  const std::string_view id = text(verdict, "class");
  const std::string_view title = text(verdict, "title");
  out.blank();
  out.line({{" " + (title.empty() ? std::string(class_of(id).title) : clean(title)), Ink::bold}});
  write_scale(out, id);
  write_range(out, verdict);
  out.blank();
  for (const Json* why : objects(member(verdict, "why"))) {
    out.paragraph(" • ", clean(text(*why, "text")));
    write_places(out, places(member(*why, "evidence")), "   ");
  }
}

// Without the prefix of names that are on no list.
std::string licence_of(const Json& scope) {
  std::string licence = clean(licence_in_words(scope));
  for (std::size_t i = licence.find("LicenseRef-"); i != std::string::npos; i = licence.find("LicenseRef-", i))
    licence.erase(i, std::string_view("LicenseRef-").size());
  return licence;
}

void write_scopes(Console& out, const Json& report) {
  const std::size_t licence_width = std::max<std::size_t>(out.width(), 72) - 60;
  const std::vector<std::size_t> widths = {13, 18, licence_width, 20};
  out.title("What is released");
  out.row(" ", {{"Scope", Ink::dim}, {"Status", Ink::dim}, {"Licence", Ink::dim}, {"Terms", Ink::dim}}, widths);
  for (const std::string_view name : scope_names) {
    const Json& scope = member(member(report, "scopes"), name);
    const std::string_view status = text(scope, "status");
    out.row(" ",
            {{heading(name), Ink::plain},
             {symbol_of(tone_of_status(status)) + " " + words(status.empty() ? "unknown" : status),
              ink_of(tone_of_status(status))},
             {licence_of(scope), Ink::plain},
             {terms_in_words(scope), ink_of(tone_of_openness(text(member(scope, "license"), "openness")))}},
            widths);
  }
  const std::int64_t level = std::min<std::int64_t>(number(member(report, "bias"), "level", -1), 4);
  const auto filled = static_cast<std::size_t>(std::max<std::int64_t>(level, 0));
  out.row(" ",
          {{"Bias", Ink::plain},
           {repeat("▮", filled) + repeat("▯", 4 - filled) + " " + std::string(bias_name(level)),
            ink_of(tone_of_bias(level))}},
          widths);
  for (const Json* signature : objects(at(member(report, "facts"), "signatures")))
    out.paragraph(" ", "Signed, not verified: " + clean(text(*signature, "path")), Ink::dim);
}

void write_models(Console& out, const Json& report) {
  const auto models = objects(member(report, "models"));
  if (models.size() < 2) return;
  out.title("Models", std::to_string(models.size()));
  const std::vector<std::size_t> widths = {(out.width() - 8) / 2, 19, (out.width() - 8) / 2 - 19};
  for (std::size_t i = 0; i < models.size() && i < shown_models; ++i) {
    const Json& model = *models[i];
    const Class& kind = class_of(text(member(model, "verdict"), "class"));
    out.row(" ",
            {{fit(clean(text(model, "name")), widths[0]), Ink::plain},
             {std::string(kind.title), ink_of(kind.tone)},
             {licence_of(member(member(model, "scopes"), "weights")), Ink::dim}},
            widths);
  }
  if (models.size() > shown_models)
    out.paragraph(" ", fmt::format("and {} more", models.size() - shown_models), Ink::dim);
}

std::string grade_counts(const Json& grades) {
  std::map<std::string_view, int> count;
  for (const auto& [item, grade] : grades.items()) ++count[as_text(grade)];
  std::vector<std::string> parts;
  for (const std::string_view grade : {"open", "partial", "closed", "unknown"})
    if (count[grade] > 0) parts.push_back(fmt::format("{} {}", count[grade], grade));
  return fmt::format("{}", fmt::join(parts, " · "));
}

void write_framework(Console& out, const Json& level, std::string_view id, std::size_t name_width) {
  const std::string_view title = text(level, "title");
  const std::string_view reached = text(level, "class");
  const std::string name = fit(title.empty() ? words(id) : clean(title), name_width);
  const std::string_view level_title = text(level, "level");
  std::string result = !level_title.empty() ? clean(level_title)
                       : reached.empty()    ? "no level yet"
                                            : "reached: " + clean(reached);
  if (!reached.empty() && reached != level_title && !level_title.empty()) result = clean(reached) + ", " + result;
  const Json& grades = member(level, "grades");
  if (grades.is_object() && !grades.empty()) result = grade_counts(grades);
  if (member(level, "progress").empty() && grades.empty() && reached.empty()) result = "not graded";
  out.line({{" " + pad(name, name_width) + "  ", Ink::plain}, {result, reached.empty() ? Ink::dim : Ink::good}});
  if (!member(level, "progress").is_object()) return;
  for (const auto& [step, value] : member(level, "progress").items()) {
    if (!value.is_number()) continue;
    const int percent = std::clamp(static_cast<int>(value.get<double>() + 0.5), 0, 100);
    const auto filled = static_cast<std::size_t>(percent) / 5;
    const Ink ink = percent == 100 ? Ink::good : percent > 0 ? Ink::partial : Ink::dim;
    out.line({{"   " + pad(fit(clean(step), name_width - 4), name_width), Ink::dim},
              {repeat("█", filled), ink},
              {repeat("░", 20 - filled), Ink::dim},
              {fmt::format(" {:3} %", percent), Ink::plain}});
  }
}

void write_frameworks(Console& out, const Json& report) {
  const Json& levels = member(report, "levels");
  if (!levels.is_object() || levels.empty()) return;
  out.title("Frameworks");
  std::size_t widest = 24;
  for (const auto& [id, level] : levels.items())
    widest = std::max(widest, display_width(clean(text(level, "title").empty() ? id : text(level, "title"))));
  for (const auto& [id, level] : levels.items()) write_framework(out, level, id, std::min(widest, out.width() / 2));
}

struct Mark {
  std::string_view symbol;
  Ink ink;
};

Mark mark_of(const Finding& finding) {
  if (finding.status == "unknown") return {"?", Ink::partial};
  if (finding.severity == "error") return {"✗", Ink::bad};
  if (finding.severity == "warning") return {"!", Ink::partial};
  return {"·", Ink::dim};
}

void write_failed(Console& out, const std::vector<const Finding*>& group) {
  const Mark mark = mark_of(*group[0]);
  out.blank();
  std::set<std::string_view> remedies;
  for (std::size_t i = 0; i < group.size() && i < shown_per_rule; ++i) {
    const std::string said = clean(headline(*group[i]));
    if (i == 0) out.paragraph(" " + std::string(mark.symbol) + " ", said, Ink::bold, mark.ink);
    else out.paragraph("   ", said);
    write_places(out, group[i]->evidence, "     ");
    if (!group[i]->remedy.empty() && remedies.insert(group[i]->remedy).second)
      out.paragraph("   → ", clean(group[i]->remedy), Ink::plain, Ink::good);
  }
  if (group.size() > shown_per_rule)
    out.paragraph("   ", fmt::format("and {} more of this kind", group.size() - shown_per_rule), Ink::dim);
  out.line({{"   rule " + clean(group[0]->rule), Ink::dim}});
}

void write_findings(Console& out, const Json& report) {
  const std::vector<Finding> all = by_urgency(findings(report));
  out.title("Findings", count_line(report));
  std::map<std::pair<std::string_view, std::string_view>, std::size_t> group_of;
  std::vector<std::vector<const Finding*>> groups;
  for (const Finding& finding : all) {
    // Of what could not be judged only what stops a release by default.
    const bool shown = finding.status == "fail" ? finding.severity != "note"
                                                : finding.status == "unknown" && finding.severity == "error";
    if (!shown || is_known(finding)) continue;
    const auto [found, added] = group_of.try_emplace({finding.rule_set, finding.rule}, groups.size());
    if (added) groups.emplace_back();
    groups[found->second].push_back(&finding);
  }
  for (const auto& group : groups) write_failed(out, group);
  std::set<std::string_view> said;
  for (const Finding& finding : all) {
    if (finding.status != "waived" || !said.insert(finding.rule).second) continue;
    const std::string_view reason = text(member(*finding.json, "waiver"), "reason");
    out.paragraph(" – ", "waived: " + clean(finding.title) + (reason.empty() ? "" : ": " + clean(reason)), Ink::dim);
  }
  // A terminal shows what to act on; the rest is one line and in every other format.
  const Json& summary = member(report, "summary");
  std::vector<std::string> rest;
  if (const auto notes = number(summary, "note"); notes > 0)
    rest.push_back(fmt::format("{} {}", grouped(notes), notes == 1 ? "note" : "notes"));
  if (const auto unknown = number(summary, "unknown"); unknown > 0)
    rest.push_back(fmt::format("{} unknown", grouped(unknown)));
  if (!rest.empty())
    out.paragraph(" · ", fmt::format("{} more: --format markdown, html or json", fmt::join(rest, " and ")), Ink::dim);
}

void write_next(Console& out, const Json& report) {
  const Json& next = member(member(report, "verdict"), "next");
  const auto missing = objects(member(next, "missing"));
  const std::string_view id = text(next, "class");
  if (id.empty() || missing.empty()) return;
  out.title("To become " + to_lower(class_of(id).title));
  std::size_t index = 0;
  for (const Json* item : missing) {
    const std::string_view effort = text(*item, "effort");
    out.paragraph(fmt::format(" {}. ", ++index),
                  clean(text(*item, "text")) + (effort.empty() ? "" : " (" + clean(effort) + " effort)"));
  }
}

void write_foot(Console& out, const Json& report) {
  const auto limits = objects(member(member(report, "facts"), "limits"));
  out.blank();
  std::size_t count = 0;
  for (const Json* limit : limits) {
    if (count++ == shown_places) break;
    out.line(
        {{" not read: " + clean(text(*limit, "path")) + " (limit: " + clean(text(*limit, "name")) + ")", Ink::dim}});
  }
  const Json& tool = member(report, "tool");
  std::string line = " auditor " + clean(text(tool, "version"));
  if (const auto list = text(member(tool, "data"), "spdx_list"); !list.empty()) line += " · " + clean(list);
  if (const auto rules = member(report, "rule_sets").size(); rules > 0)
    line += fmt::format(" · {} rule set{}", rules, rules == 1 ? "" : "s");
  out.line({{line, Ink::dim}});
}

}  // namespace

std::string render_text(const Json& report, const RenderOptions& options) {
  Console out(options);
  if (const std::string gate = gate_line(report); !gate.empty()) {
    const bool passed = gate.starts_with("Passed");
    out.paragraph(" ", clean(gate), passed ? Ink::good : Ink::bad);
    out.blank();
  }
  write_head(out, report);
  write_verdict(out, report);
  write_doubts(out, report);
  write_permissions(out, report);
  write_scopes(out, report);
  write_models(out, report);
  write_frameworks(out, report);
  write_findings(out, report);
  write_next(out, report);
  write_foot(out, report);
  return out.take();
}

}  // namespace auditor::report
