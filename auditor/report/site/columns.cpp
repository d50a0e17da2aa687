#include "auditor/report/site/columns.h"

#include "auditor/core/text.h"
#include "auditor/licenses/permissions/uses.h"
#include "auditor/report/escape.h"
#include "auditor/report/view.h"

#include <algorithm>
#include <fmt/format.h>

namespace auditor::report::site {
namespace {

constexpr std::size_t longest_cell = 200;

Cell text_cell(std::string_view text) {
  std::string shown = ellipsize(clean(text), longest_cell);
  return shown.empty() ? Cell() : Cell(std::move(shown));
}

Cell number_cell(const Json& value) { return value.is_number_integer() ? Cell(value.get<std::int64_t>()) : Cell(); }

Cell count_cell(const Json& array) { return array.is_array() ? Cell(static_cast<std::int64_t>(array.size())) : Cell(); }

std::string joined(const std::vector<std::string_view>& all) {
  std::string out;
  for (const std::string_view one : all)
    if (out.size() < longest_cell) out.append(out.empty() ? "" : ", ").append(one);
  return out;
}

std::vector<Choice> class_choices() {
  std::vector<Choice> out;
  for (const Class& one : classes()) out.push_back({std::string(one.id), std::string(one.title), one.tone});
  for (const char* beside : {"not-a-model", "undetermined"})
    out.push_back({beside, std::string(class_of(beside).title), Tone::unknown});
  out.push_back({"not-audited", "Not audited", Tone::unknown});
  return out;
}

std::vector<Choice> worded(std::initializer_list<const char*> ids, Tone (*tone)(std::string_view)) {
  std::vector<Choice> out;
  for (const char* id : ids) out.push_back({id, words(id), tone(id)});
  return out;
}

Tone tone_of_answer(std::string_view answer) {
  return answer == "yes" ? Tone::good : answer == "yes-if" ? Tone::partial : answer == "no" ? Tone::bad : Tone::unknown;
}

std::vector<Choice> answer_choices() {
  return {{"yes", "yes", tone_of_answer("yes")},
          {"yes-if", "yes, if", tone_of_answer("yes-if")},
          {"no", "no", tone_of_answer("no")},
          {"unknown", "not known", tone_of_answer("unknown")}};
}

std::vector<Choice> bias_choices() {
  std::vector<Choice> out;
  for (std::int64_t level = 0; level <= 4; ++level)
    out.push_back({std::to_string(level), fmt::format("{} {}", level, bias_name(level)), tone_of_bias(level)});
  out.push_back({"unknown", "unknown", Tone::unknown});
  return out;
}

const Json& facts_of(const Entry& entry) { return member(entry.report, "facts"); }

// What no report says is said of nobody: a source that could not be audited has no class, no bias level, no answer.
template <class Read>
std::function<Cell(const Entry&)> of_report(Read read) {
  return [read](const Entry& entry) { return entry.report.is_object() ? Cell(read(entry)) : Cell(); };
}

Cell read_class(const Entry& entry) {
  if (!entry.report.is_object()) return std::string("not-audited");
  return std::string(class_of(text(member(entry.report, "verdict"), "class")).id);  // unknown: undetermined
}

Cell read_range(const Entry& entry) {
  std::string out;
  for (const std::string_view end : texts(member(member(entry.report, "verdict"), "range")))
    out.append(out.empty() ? "" : " to ").append(clean(end));
  return text_cell(out);
}

Cell read_bias(const Entry& entry) {
  const Json& level = member(member(entry.report, "bias"), "level");
  return level.is_number_integer() ? std::to_string(level.get<std::int64_t>()) : std::string("unknown");
}

// Short of the first step is said, unlike a set that was not applied.
std::function<Cell(const Entry&)> level_of(const char* set) {
  return of_report([set](const Entry& entry) -> Cell {
    const Json& level = member(member(entry.report, "levels"), set);
    if (!level.is_object()) return {};
    const std::string_view reached = text(level, "class");
    return text_cell(reached.empty() ? std::string_view("none") : reached);
  });
}

std::string_view commit_of(const Entry& entry) { return text(member(entry.report, "source"), "commit"); }

void add_name_and_class(std::vector<Column>& out) {
  out.push_back({"name", "Name", Kind::text, true, false, {}, [](const Entry& e) { return text_cell(e.name); }});
  out.push_back({"class", "Class", Kind::choice, true, true, class_choices(), read_class});
  out.push_back({"class_range", "Class lies within", Kind::text, false, false, {}, of_report(read_range)});
  out.push_back({"not_audited_because", "Not audited because", Kind::text, false, false, {}, [](const Entry& e) {
                   return text_cell(e.reason);
                 }});
}

void add_scope(std::vector<Column>& out, std::string_view scope) {
  const std::string id(scope);
  const std::string title = heading(scope);
  const bool weights = scope == "weights";
  const auto part = [id](const Entry& e) -> const Json& { return member(member(e.report, "scopes"), id); };
  out.push_back(
      {id + "_license", title + ": licence", Kind::code, weights || scope == "code", weights, std::vector<Choice>{},
       of_report([part](const Entry& e) { return text_cell(text(member(part(e), "license"), "concluded")); })});
  out.push_back(
      {id + "_openness", title + ": terms", Kind::choice, weights, weights,
       worded({"open", "permissive-unlisted", "restricted", "noncommercial", "no-derivatives", "proprietary", "none",
               "unknown"},
              tone_of_openness),
       of_report([part](const Entry& e) { return text_cell(text(member(part(e), "license"), "openness")); })});
  out.push_back({id + "_status", title + ": status", Kind::choice, false, weights,
                 worded({"included", "pointer", "linked", "gated", "stated", "named", "described", "undisclosed",
                         "not-fetched", "absent", "unknown"},
                        tone_of_status),
                 of_report([part](const Entry& e) { return text_cell(text(part(e), "status")); })});
}

void add_levels(std::vector<Column>& out) {
  out.push_back({"bias", "Bias", Kind::choice, true, true, bias_choices(), of_report(read_bias)});
  out.push_back({"card", "Card", Kind::text, true, true, {}, level_of("model-card")});
  out.push_back({"mof", "MOF class", Kind::text, false, true, {}, level_of("mof-1.0")});
  out.push_back({"osaid", "OSAID", Kind::text, false, true, {}, level_of("osaid-1.0")});
  out.push_back({"safety", "Safety", Kind::choice, true, true,
                 worded({"safe", "suspicious", "unsafe", "malformed", "none", "unknown"}, tone_of_status),
                 of_report([](const Entry& e) { return text_cell(text(member(facts_of(e), "weights"), "safety")); })});
}

void add_permissions(std::vector<Column>& out) {
  for (const std::string& use : permissions::use_names()) {
    const bool first = use == "commercial" || use == "host" || use == "fine-tune" || use == "redistribute";
    std::string id = "may_" + use;
    std::replace(id.begin(), id.end(), '-', '_');
    out.push_back({id, "May: " + words(use), Kind::choice, use == "commercial" || use == "host", first,
                   answer_choices(), of_report([use](const Entry& e) {
                     return text_cell(text(member(member(e.report, "permissions"), use), "answer"));
                   })});
  }
}

void add_counts(std::vector<Column>& out) {
  const auto count = [&](const char* id, const char* title, bool shown, std::function<Cell(const Entry&)> read) {
    out.push_back({id, title, Kind::number, shown, false, {}, std::move(read)});
  };
  const auto summed = [](const char* key) {
    return of_report([key](const Entry& e) { return number_cell(member(member(e.report, "summary"), key)); });
  };
  count("doubts", "Doubts", true, of_report([](const Entry& e) { return count_cell(member(e.report, "doubts")); }));
  count("errors", "Errors", true, summed("error"));
  count("warnings", "Warnings", false, summed("warning"));
  count("unknown_findings", "Unknown findings", false, summed("unknown"));
  count("conflicts", "Conflicts of terms", false,
        of_report([](const Entry& e) { return count_cell(at(facts_of(e), "licenses.conflicts")); }));
  count("models", "Models", false, of_report([](const Entry& e) { return count_cell(member(e.report, "models")); }));
  count("parameters", "Parameters", false, of_report([](const Entry& e) {
          const Cell cell = number_cell(at(facts_of(e), "weights.parameters"));
          return cell == Cell(std::int64_t{0}) ? Cell() : cell;
        }));
}

Cell read_model_names(const Entry& entry) {
  std::vector<std::string_view> names;
  for (const Json* model : objects(member(entry.report, "models"))) names.push_back(text(*model, "name"));
  std::erase(names, std::string_view{});
  return names.size() < 2 ? Cell() : text_cell(joined(names));
}

Cell read_bases(const Entry& entry) {
  std::vector<std::string_view> ids;
  for (const Json* parent : objects(at(facts_of(entry), "lineage.parents"))) ids.push_back(text(*parent, "id"));
  return text_cell(joined(ids));
}

void add_origin(std::vector<Column>& out) {
  const auto add = [&](const char* id, const char* title, Kind kind, bool shown, bool facet,
                       std::function<Cell(const Entry&)> read) {
    out.push_back({id, title, kind, shown, facet, {}, std::move(read)});
  };
  add("family", "Family", Kind::text, false, true, [](const Entry& e) { return text_cell(e.family); });
  add("bases", "Base models", Kind::text, false, false, of_report(read_bases));
  add("model_names", "Models inside", Kind::text, false, false, of_report(read_model_names));
  add("formats", "Formats", Kind::text, false, false,
      of_report([](const Entry& e) { return text_cell(shown(at(facts_of(e), "weights.formats"))); }));
  add("date", "Date", Kind::date, true, false,
      of_report([](const Entry& e) { return text_cell(date_of(text(member(e.report, "source"), "time"))); }));
  add("revision", "Revision", Kind::code, true, false,
      of_report([](const Entry& e) { return text_cell(commit_of(e).substr(0, 10)); }));
  add("address", "Address", Kind::text, false, false, [](const Entry& e) { return text_cell(e.address); });
}

std::string_view to_string(Kind kind) {
  constexpr std::string_view names[] = {"text", "code", "number", "date", "choice"};
  return names[static_cast<int>(kind)];
}

}  // namespace

std::vector<Column> make_columns() {
  std::vector<Column> out;
  add_name_and_class(out);
  for (const std::string_view scope : {"weights", "code", "data", "documentation"}) add_scope(out, scope);
  add_levels(out);
  add_permissions(out);
  add_counts(out);
  add_origin(out);
  return out;
}

int choice_of(const Column& column, const Cell& cell) {
  const auto* id = std::get_if<std::string>(&cell);
  if (id == nullptr) return -1;
  const auto found =
      std::find_if(column.choices.begin(), column.choices.end(), [&](const Choice& one) { return one.id == *id; });
  return static_cast<int>(
      std::min<std::ptrdiff_t>(found - column.choices.begin(), static_cast<std::ptrdiff_t>(column.choices.size()) - 1));
}

std::string csv_head(const std::vector<Column>& columns) {
  std::string out;
  for (const Column& column : columns) out += (out.empty() ? "" : ",") + column.id;
  return out + ",page\n";
}

std::string csv_line(const std::vector<Column>& columns, const std::vector<Cell>& cells) {
  std::string out;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += ',';
    if (const auto* number = std::get_if<std::int64_t>(&cells[i])) out += std::to_string(*number);
    else if (const int choice = choice_of(columns[i], cells[i]); columns[i].kind == Kind::choice && choice >= 0)
      out += columns[i].choices[static_cast<std::size_t>(choice)].id;
    else if (const auto* text = std::get_if<std::string>(&cells[i])) out += csv_field(*text);
  }
  return out;
}

Json columns_json(const std::vector<Column>& columns) {
  Json out = Json::array();
  for (const Column& column : columns) {
    Json choices = Json::array();
    for (const Choice& one : column.choices)
      choices.push_back({{"id", one.id}, {"title", one.title}, {"tone", to_string(one.tone)}});
    out.push_back({{"id", column.id},
                   {"title", column.title},
                   {"kind", to_string(column.kind)},
                   {"shown", column.shown},
                   {"facet", column.facet},
                   {"choices", std::move(choices)}});
  }
  return out;
}

Json row_json(const std::vector<Column>& columns, const std::vector<Cell>& cells) {
  Json out = Json::array();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (columns[i].kind == Kind::choice) out.push_back(choice_of(columns[i], cells[i]));
    else if (const auto* number = std::get_if<std::int64_t>(&cells[i])) out.push_back(*number);
    else if (const auto* text = std::get_if<std::string>(&cells[i])) out.push_back(*text);
    else out.push_back(nullptr);
  }
  return out;
}

}  // namespace auditor::report::site
