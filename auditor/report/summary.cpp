// A summary of about 120 words that can stand in a mail: what is in doubt, the verdict and why, what may be done, what
// is missing.
#include "auditor/core/text.h"
#include "auditor/report/console.h"
#include "auditor/report/counts.h"
#include "auditor/report/escape.h"
#include "auditor/report/permissions.h"
#include "auditor/report/renderers.h"
#include "auditor/report/view.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <utility>

namespace auditor::report {
namespace {

constexpr std::size_t columns = 76;  // a mail, quoted twice
constexpr std::size_t shown_doubts = 3;
constexpr std::size_t shown_reasons = 3;
constexpr std::size_t shown_places = 2;
constexpr std::size_t shown_conditions = 6;
constexpr std::size_t shown_missing = 5;
constexpr std::size_t longest_sentence = 240;

std::string sentence(std::string_view text) { return ellipsize(clean(text), longest_sentence); }

// " (README.md:3, LICENSE:1)".
std::string cited(const Json& evidence) {
  std::vector<std::string> shown;
  for (const Place& place : places(evidence))
    if (const std::string one = clean(place_text(place));
        shown.size() < shown_places && std::find(shown.begin(), shown.end(), one) == shown.end())
      shown.push_back(one);
  return shown.empty() ? std::string() : fmt::format(" ({})", fmt::join(shown, ", "));
}

void write_items(Console& out, const Json& items, std::string_view lead, std::size_t most) {
  const auto all = objects(items);
  for (std::size_t i = 0; i < all.size() && i < most; ++i)
    out.paragraph(lead, sentence(text(*all[i], "text")) + cited(member(*all[i], "evidence")));
  if (all.size() > most) out.paragraph(lead, fmt::format("and {} more", all.size() - most));
}

void add_new(const std::vector<std::string>& from, std::vector<std::string>& to) {
  for (const std::string& one : from)
    if (std::find(to.begin(), to.end(), one) == to.end()) to.push_back(one);
}

std::string list_of(const std::vector<std::string>& items) {
  std::string out;
  for (std::size_t i = 0; i < items.size(); ++i)
    out += (i == 0 ? "" : i + 1 == items.size() ? " or " : ", ") + items[i];
  return out;
}

void write_doubts(Console& out, const Json& report) {
  const Json& doubts = member(report, "doubts");
  if (objects(doubts).empty()) return;
  out.line({{"Open questions, to be answered first:"}});
  write_items(out, doubts, "? ", shown_doubts);
  out.blank();
}

// "acme/aurora-8b (v1.2, 4015b57a143a): Restricted weights."
void write_verdict(Console& out, const Json& report) {
  const Json& source = member(report, "source");
  const Json& verdict = member(report, "verdict");
  std::vector<std::string> at;
  if (const auto revision = text(source, "revision"); !revision.empty() && revision != text(source, "commit"))
    at.push_back(sentence(revision));
  if (const auto commit = text(source, "commit"); !commit.empty()) at.push_back(clean(commit.substr(0, 12)));
  const std::string_view title = text(verdict, "title");
  std::string line = sentence(source_name(report)) + (at.empty() ? "" : fmt::format(" ({})", fmt::join(at, ", "))) +
                     ": " + (title.empty() ? std::string(class_of(text(verdict, "class")).title) : sentence(title));
  if (const auto range = texts(member(verdict, "range")); range.size() == 2)
    line += fmt::format(", between {} and {}", to_lower(class_of(range[0]).title), to_lower(class_of(range[1]).title));
  out.paragraph("", line + ".");
  write_items(out, member(verdict, "why"), "- ", shown_reasons);
}

// The uses by answer; the conditions of all of them together, since they are much the same.
void write_permissions(Console& out, const Json& report) {
  const std::vector<UseRow> rows = use_rows(report);
  if (rows.empty()) return;
  out.blank();
  const std::pair<std::string_view, std::string_view> answers[] = {
      {"yes", "You may: "}, {"yes, if", "On conditions: "}, {"no", "You may not: "}, {"not known", "Not known: "}};
  for (const auto& [answer, lead] : answers) {
    std::vector<std::string> uses;
    std::vector<std::string> conditions;
    for (const UseRow& row : rows) {
      if (row.answer != answer) continue;
      uses.push_back(row.phrase);
      if (answer == "yes, if") add_new(row.brief, conditions);
    }
    if (uses.empty()) continue;
    std::string line = std::string(lead) + (uses.size() == rows.size() ? "all of it" : list_of(uses));
    if (!conditions.empty()) {
      const bool more = conditions.size() > shown_conditions;
      if (more) conditions.resize(shown_conditions);
      line += fmt::format(" ({}{})", fmt::join(conditions, ", "), more ? " …" : "");
    }
    out.paragraph("", clean(line) + ".");
  }
}

void write_missing(Console& out, const Json& report) {
  const Json& next = member(member(report, "verdict"), "next");
  const auto missing = objects(member(next, "missing"));
  if (missing.empty()) return;
  out.blank();
  out.line({{"Missing for " + to_lower(class_of(text(next, "class")).title) + ":"}});
  for (std::size_t i = 0; i < missing.size() && i < shown_missing; ++i)
    out.paragraph(fmt::format("{}. ", i + 1), sentence(text(*missing[i], "text")));
  if (missing.size() > shown_missing) out.paragraph("", fmt::format("and {} more", missing.size() - shown_missing));
}

}  // namespace

std::string render_summary(const Json& report, const RenderOptions& options) {
  RenderOptions plain;
  plain.unicode = options.unicode;
  plain.width = columns;
  Console out(plain);
  write_doubts(out, report);
  write_verdict(out, report);
  write_permissions(out, report);
  write_missing(out, report);
  if (const std::string counts = count_line(report); !counts.empty()) {
    out.blank();
    out.paragraph("", counts + ". Read from the repository; not legal advice.");
  }
  return out.take();
}

}  // namespace auditor::report
