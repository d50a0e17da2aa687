#include "auditor/report/site/site.h"

#include "auditor/core/resources.h"
#include "auditor/core/text.h"
#include "auditor/report/escape.h"
#include "auditor/report/html_page.h"
#include "auditor/report/site/columns.h"
#include "auditor/report/site/forge.h"
#include "auditor/report/site/lineage.h"
#include "auditor/report/site/page.h"
#include "auditor/report/site/tally.h"
#include "auditor/report/view.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace auditor::report::site {
namespace {

constexpr std::size_t rows_a_file = 2000;
constexpr std::size_t csv_buffer = 1U << 20U;
constexpr std::int64_t most_rows = 500'000;  // what a browser can hold

// JSON that can stand in a script, also in one inside a page.
std::string script_json(const Json& value) {
  std::string text = dump_safe(value, -1);
  while (text.ends_with('\n')) text.pop_back();
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c == '<') out += "\\u003c";
    else out += c;
  }
  return out;
}

std::string resource(std::string_view name) {
  return std::string(resource_text("auditor/report/templates/" + std::string(name)));
}

}  // namespace

struct Site::State {
  State(Options given, Sink to) : options(std::move(given)), sink(std::move(to)) {}

  Options options;
  Sink sink;
  Forges forges;
  EntryReader reader;
  std::vector<Column> columns = make_columns();
  Tally tally{columns};
  Lineage lineage;
  Counts counts;
  std::set<std::string, std::less<>> written;
  std::string rows;  // of the file of rows that is being filled
  std::size_t rows_in_file = 0;
  std::size_t row_files = 0;
  std::string csv;
  std::string newest;  // day of a commit

  Result<void> write(const std::string& name, std::string_view bytes) {
    written.insert(name);
    return sink.write(name, bytes);
  }

  Result<void> flush_csv() {
    written.insert("models.csv");
    auto done = sink.append("models.csv", csv);
    csv.clear();
    return done;
  }

  Result<void> flush_rows() {
    if (rows_in_file == 0) return {};
    const std::string name = fmt::format("data/rows-{}.js", ++row_files);
    auto done = write(name, "auditorSite.add([\n" + rows + "\n]);\n");
    rows.clear();
    rows_in_file = 0;
    return done;
  }

  Result<void> add_row(const Entry& entry) {
    std::vector<Cell> cells;
    cells.reserve(columns.size());
    for (const Column& column : columns) cells.push_back(column.read(entry));
    tally.add(entry, cells);
    lineage.add(entry, std::get<std::string>(cells[1]));
    Json row = row_json(columns, cells);
    row.push_back(entry.page);
    rows += (rows_in_file == 0 ? "" : ",\n") + script_json(row);
    csv += csv_line(columns, cells) + "," + (entry.page.empty() ? "" : "models/" + entry.page) + "\n";
    if (++rows_in_file == rows_a_file)
      if (auto done = flush_rows(); !done) return done;
    return csv.size() < csv_buffer ? Result<void>() : flush_csv();
  }

  // Keys that every page has.
  [[nodiscard]] Json head() const {
    Json files = Json::array();
    for (std::size_t i = 1; i <= row_files; ++i) files.push_back({{"name", fmt::format("data/rows-{}.js", i)}});
    const std::string count = grouped(counts.rows);
    return {{"title", options.title.empty() ? fmt::format("Openness of {} model{}", count, counts.rows == 1 ? "" : "s")
                                            : options.title},
            {"count", count},
            {"unread", counts.unread == 0 ? std::string() : grouped(counts.unread)},
            {"one_unread", counts.unread == 1},
            {"generated", date_of(options.generated.empty() ? newest : options.generated)},
            {"files", std::move(files)}};
  }

  Result<void> write_assets() {
    const std::string data = "var auditorSite = {columns: " + script_json(columns_json(columns)) +
                             ", rows: [], add: function (more) { 'use strict'; more.forEach(function (row) { "
                             "this.rows.push(row); }, this); }};\n";
    const std::pair<const char*, std::string> files[] = {
        {"data/columns.js", data},
        {"assets/style.css", resource("report.css") + resource("site/site.css")},
        {"assets/report.js", resource("report.js")},
        {"assets/table.js", resource("site/table.js")},
        {"lineage.csv", lineage.csv()},
    };
    for (const auto& [name, bytes] : files)
      if (auto done = write(name, bytes); !done) return done;
    return {};
  }
};

Site::Site(Options options, Sink sink) : state_(std::make_unique<State>(std::move(options), std::move(sink))) {
  state_->csv = csv_head(state_->columns);
}

Site::~Site() = default;

Result<void> Site::add(Json line, int number) {
  State& s = *state_;
  auto entry = s.reader.read(std::move(line), number);
  if (!entry) {
    ++s.counts.unread;
    return tl::unexpected(entry.error());
  }
  if (s.counts.rows == most_rows)
    return fail(ErrorCode::limit, fmt::format("a site holds at most {} models: split the lines", most_rows), {},
                number);
  ++s.counts.rows;
  s.newest = std::max(s.newest, date_of(text(member(entry->report, "source"), "time")));
  if (!entry->page.empty()) {
    ++s.counts.pages;
    if (auto done = s.write("models/" + entry->page, model_page(*entry, s.forges)); !done) return done;
  }
  return s.add_row(*entry);
}

void Site::count_unread() { ++state_->counts.unread; }

Result<Counts> Site::finish() {
  State& s = *state_;
  if (auto done = s.flush_rows(); !done) return tl::unexpected(done.error());
  if (auto done = s.flush_csv(); !done) return tl::unexpected(done.error());
  if (auto done = s.sink.close("models.csv"); !done) return tl::unexpected(done.error());
  if (auto done = s.write_assets(); !done) return tl::unexpected(done.error());
  Json charts = s.head();
  charts.update(s.tally.charts());
  charts["lineage"] = s.lineage.model();
  if (auto done = s.write("charts.html", fill_template("site/charts.html", charts)); !done)
    return tl::unexpected(done.error());
  // Last, so that it never names a file that is not there.
  if (auto done = s.write("index.html", fill_template("site/index.html", s.head())); !done)
    return tl::unexpected(done.error());
  return s.counts;
}

bool Site::has_written(std::string_view name) const { return state_->written.contains(name); }

std::string marker(bool complete) { return dump_safe(Json{{"schema", "auditor-site/1"}, {"complete", complete}}); }

bool is_marker(std::string_view bytes) {
  const auto parsed = parse_json(bytes, {});
  return parsed && text(*parsed, "schema") == "auditor-site/1";
}

bool is_own_file(std::string_view name) {
  if (name.starts_with("models/")) return is_page_name(name.substr(7));
  if (!name.starts_with("data/rows-") || !name.ends_with(".js")) return false;
  const std::string_view middle = name.substr(10, name.size() - 13);
  return !middle.empty() && middle.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace auditor::report::site
